import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type LogFn, type Logger as PinoLogger } from 'pino';
import { currentLogContext } from './log-context.js';
import { presentable } from './loggable.js';

export type Logger = PinoLogger;

export interface LoggingService {
  readonly name: string;
  readonly version: string;
  /** Of what this process is one: `production`. */
  readonly env?: string;
  /** Which of several. */
  readonly pod?: string;
}

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
      serializers: { err: (described: unknown) => described },
      mixin: () => ({ ...currentLogContext(), ...traceIds() }),
      hooks: { logMethod },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** What is logged is reduced before pino sees it, and whatever fails (also to write) is not the caller's concern. */
function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  try {
    method.apply(this, args.map(presentable) as Parameters<LogFn>);
  } catch {
    // There is nobody left to tell.
  }
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
