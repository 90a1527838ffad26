import { AsyncResource } from 'node:async_hooks';
import type { DiagLogger } from '@opentelemetry/api';
import { classOf, isError, read } from '../describe-error.js';
import type { Logger } from '../logger.js';

const PAUSE_MS = 60_000;
/** Of different kinds, in that time. */
const MOST_KINDS = 20;

/** What is wrong with the SDK, or with what it works with: a message with whatever belongs to it, or an error. */
export type Complain = (level: 'warn' | 'error', ...what: readonly unknown[]) => void;

/** In our format, and the same kind of thing at most once a minute: no trace is worth a flood. */
export function complaintsTo(logger: Logger, now = () => performance.now()): Complain {
  const saidAt = new Map<string, number>();
  const isNews = (kind: string) => {
    for (const [said, at] of saidAt) if (now() - at >= PAUSE_MS) saidAt.delete(said);
    if (saidAt.has(kind) || saidAt.size >= MOST_KINDS) return false;
    saidAt.set(kind, now());
    return true;
  };
  // Bound here: otherwise the line would carry the job whose span happened to begin a batch.
  return AsyncResource.bind((level: 'warn' | 'error', ...what: readonly unknown[]) => {
    const reason = what.map((one) => reasonOf(one)).join(' ');
    // What differs each time is behind the beginning.
    if (isNews(`${level} ${reason.slice(0, 40)}`))
      logger[level]({ component: 'opentelemetry', reason: reason.slice(0, 500) }, 'telemetry has a problem');
  });
}

/** As the SDK wants it. */
export function diagLoggerOf(complain: Complain): DiagLogger {
  const nothing = () => undefined;
  return {
    error: (...what) => complain('error', ...what),
    warn: (...what) => complain('warn', ...what),
    info: nothing,
    debug: nothing,
    verbose: nothing,
  };
}

/** In a line. Of several errors, as there is one for each address that was tried, the first. */
function reasonOf(what: unknown, depth = 0): string {
  if (typeof what === 'string') return what;
  if (!isError(what)) return classOf(what);
  const said = [classOf(what), read(what, 'code'), read(what, 'message')]
    .filter(Boolean)
    .map(String)
    .join(' ');
  const inner = read(read(what, 'errors'), '0') ?? read(what, 'cause');
  return isError(inner) && depth < 3 ? `${said}: ${reasonOf(inner, depth + 1)}` : said;
}
