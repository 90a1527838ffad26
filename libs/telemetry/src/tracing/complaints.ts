import type { DiagLogger } from '@opentelemetry/api';
import type { Logger } from '../logger.js';

const PAUSE_MS = 60_000;

/** What the SDK has to say, in our format, and the same kind of thing at most once a minute: no trace is worth a flood. */
export function complaints(logger: Logger, now = () => performance.now()): DiagLogger {
  const saidAt = new Map<string, number>();
  const say = (level: 'warn' | 'error') => (message: string) => {
    const kind = `${level} ${message.slice(0, 40)}`;
    const before = saidAt.get(kind);
    if (before !== undefined && now() - before < PAUSE_MS) return;
    saidAt.set(kind, now());
    logger[level]({ component: 'opentelemetry', reason: message.slice(0, 500) }, 'telemetry has a problem');
  };
  const nothing = () => undefined;
  return { error: say('error'), warn: say('warn'), info: nothing, debug: nothing, verbose: nothing };
}
