import { AsyncLocalStorage } from 'node:async_hooks';
import { trace } from '@opentelemetry/api';
import { codeOf, read } from './describe-error.js';
import { attributeNames } from './semantic-conventions.js';

/** One call to something outside that costs time or money. Names only, never an address, a text or an id of a person. */
export interface Call {
  readonly provider: string;
  readonly operation: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly ms: number;
  readonly model?: string;
  readonly statusCode?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly isPaid?: boolean;
}

const storage = new AsyncLocalStorage<(call: Call) => void>();

/** Tells `onCall` of every call that is made during `work`, through every await. */
export function collectingCalls<Result>(onCall: (call: Call) => void, work: () => Result): Result {
  return storage.run(onCall, work);
}

const observers = new Set<(call: Call) => void>();

/** Tells `onCall` of every call of the process, while its span is active. Call what it returns to end that. */
export function observeCalls(onCall: (call: Call) => void): () => void {
  observers.add(onCall);
  return () => void observers.delete(onCall);
}

/** What is learned of a call while it is made. */
export type CallDetails = Partial<Pick<Call, 'model' | 'statusCode' | 'inputTokens' | 'outputTokens'>>;

/**
 * Makes a call and tells who collects them how it went. `learn` adds what the answer says; what `work` throws is the outcome by
 * its `code`, or `aborted`.
 */
export async function recordCall<Result>(
  call: Pick<Call, 'provider' | 'operation' | 'isPaid'>,
  work: (learn: (details: CallDetails & Partial<Pick<Call, 'outcome'>>) => void) => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  let details: CallDetails & Partial<Pick<Call, 'outcome'>> = {};
  const tell = (outcome: string) => {
    trace.getActiveSpan()?.setAttributes(attributesOf(call, details));
    const made = { ...call, outcome, ...details, ms: Math.round(performance.now() - start) };
    storage.getStore()?.(made);
    for (const observe of observers) observe(made);
  };
  try {
    const result = await work((learned) => (details = { ...details, ...learned }));
    tell('ok');
    return result;
  } catch (error) {
    tell(outcomeOf(error));
    throw error;
  }
}

function attributesOf({ provider, operation }: Pick<Call, 'provider' | 'operation'>, details: CallDetails) {
  return {
    [attributeNames.provider]: provider,
    [attributeNames.operation]: operation,
    [attributeNames.responseModel]: details.model,
    [attributeNames.inputTokens]: details.inputTokens,
    [attributeNames.outputTokens]: details.outputTokens,
    [attributeNames.httpStatus]: details.statusCode,
  };
}

/** Its code, where it has one; anything else is what nobody foresaw, or the reason of a signal. */
function outcomeOf(error: unknown): string {
  const name = read(error, 'name');
  return name === 'AbortError' || name === 'TimeoutError' ? 'aborted' : (codeOf(error) ?? 'UNEXPECTED');
}
