export { stackOf } from './describe-error.js';
export { currentLogContext, withLogContext, type LogContext } from './log-context.js';
export { createLogger, type Logger } from './logger.js';
export { NestLogger } from './nest-logger.js';
export { startTelemetry, type Telemetry } from './start-telemetry.js';
export { inSpan, traceHeaders, type SpanOptions } from './tracing.js';
