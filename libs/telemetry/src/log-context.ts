import { AsyncLocalStorage } from 'node:async_hooks';

/** Fields that every log line written inside `withLogContext` carries, through every await. */
export interface LogContext {
  readonly job_id?: string;
  readonly message_id?: string;
  /** The event that led to the one that is handled. */
  readonly correlation_id?: string;
  readonly event?: string;
  readonly queue?: string;
  readonly attempt?: number;
  /** Whether it was handed over before without an outcome. */
  readonly redelivered?: boolean;
  /** The service, as the step of the pipeline that it is. */
  readonly stage?: string;
  readonly request_id?: string;
  /** The API key by which a request came, and whose it is. */
  readonly key_id?: string;
  readonly owner?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` with `context` added to what is already there. */
export function withLogContext<Result>(context: LogContext, work: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
