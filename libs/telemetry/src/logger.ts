import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { describeError } from './describe-error.js';
import { currentLogContext } from './log-context.js';

export type Logger = PinoLogger;

/** Never in a log, wherever in the logged object they stand. */
const redacted = ['secret', 'webhook_secret', 'authorization', 'password', 'api_key', 'apiKey', 'token'];

/**
 * One JSON object a line on standard output: timestamp, level, msg, service, version, the job's context, trace and span
 * ids, `err{type,code,message,stack}`.
 */
export function createLogger(
  service: { readonly name: string; readonly version: string },
  level = 'info',
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level,
      base: { service: service.name, version: service.version },
      messageKey: 'msg',
      timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"timestamp"'),
      formatters: { level: (label) => ({ level: label }) },
      errorKey: 'err',
      serializers: { err: describeError },
      mixin: () => ({ ...currentLogContext(), ...traceIds() }),
      redact: { paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

function traceIds() {
  const context = trace.getActiveSpan()?.spanContext();
  return context && { trace_id: context.traceId, span_id: context.spanId };
}
