import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { describeError } from './describe-error.js';
import { currentLogContext } from './log-context.js';

export type Logger = PinoLogger;

export interface LoggingService {
  readonly name: string;
  readonly version: string;
  /** Of what this process is one: `production`. */
  readonly env?: string;
  /** Which of several. */
  readonly pod?: string;
}

/** Never in a log: secrets, and what was said. */
const redacted = [
  'secret',
  'webhook_secret',
  'webhookSecret',
  'x-webhook-secret',
  'authorization',
  'cookie',
  'password',
  'api_key',
  'apiKey',
  'token',
  'signature',
  'transcript',
  'segments',
  'utterances',
  'text',
  'prompt',
];
/** Wherever in the logged object they stand, to this depth. */
const levels = ['', '*.', '*.*.', '*.*.*.'];

/**
 * One JSON object a line on standard output: timestamp, level, msg, service, version, env, pod, the context of the job or
 * request (LogContext), `trace_id`, `span_id`, `trace_flags`, `err{type,code,message,stack}`.
 */
export function createLogger(
  { name, version, env, pod }: LoggingService,
  level = 'info',
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level,
      base: { service: name, version, env, pod },
      messageKey: 'msg',
      timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"timestamp"'),
      formatters: { level: (label) => ({ level: label }) },
      errorKey: 'err',
      serializers: { err: describeError },
      mixin: () => ({ ...currentLogContext(), ...traceIds() }),
      redact: {
        paths: levels.flatMap((level) => redacted.map((key) => pathTo(level, key))),
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

function pathTo(level: string, key: string): string {
  return key.includes('-') ? `${level.replace(/\.$/, '')}["${key}"]` : level + key;
}

function traceIds() {
  const context = trace.getActiveSpan()?.spanContext();
  return (
    context && {
      trace_id: context.traceId,
      span_id: context.spanId,
      trace_flags: context.traceFlags.toString(16).padStart(2, '0'),
    }
  );
}
