import type { KillSwitch } from './kill-switch.js';
import { productionRequire } from './production-require.js';

type Callback = (error: unknown, result: unknown) => void;
type Query = (this: object, ...call: unknown[]) => unknown;
interface Submittable {
  readonly text?: string;
  readonly submit?: unknown;
  callback?: Callback;
}

/** Changes the client of pg: kill points around what makes writes durable. */
export function watchStatements(killSwitch: KillSwitch): void {
  const { Client } = productionRequire('pg') as { readonly Client: { prototype: { query: Query } } };
  const { query } = Client.prototype;
  /** The statements of each client's open transaction. */
  const transactions = new WeakMap<object, string[]>();
  Client.prototype.query = function (...call) {
    const text = textOf(call[0]);
    const commits = follow(transactions, this, text);
    if (commits === undefined) return query.apply(this, call);
    const subject = () => commits;
    killSwitch.pass('before-commit', subject);
    return answered(
      call,
      (changed) => query.apply(this, changed),
      () => killSwitch.pass('after-commit', subject),
    );
  };
}

/** What this statement makes durable, if it does; keeps the client's transaction. */
function follow(transactions: WeakMap<object, string[]>, client: object, text: string): string | undefined {
  const open = transactions.get(client);
  if (/^\s*(begin|start\s+transaction)\b/i.test(text)) transactions.set(client, []);
  else if (/^\s*(commit|end)\b/i.test(text)) {
    transactions.delete(client);
    return open?.join('\n') ?? '';
  } else if (/^\s*rollback\b(?!\s+to\b)/i.test(text)) transactions.delete(client);
  else if (open) open.push(text.replaceAll(/\s+/g, ' ').trim());
  else if (/^\s*(insert|update|delete|merge|with)\b/i.test(text)) return text.replaceAll(/\s+/g, ' ').trim();
  return undefined;
}

/** Makes the call so that `then` runs on a good answer before the caller has it, whichever way it asks for answers. */
function answered(call: unknown[], make: (call: unknown[]) => unknown, then: () => void): unknown {
  const watched =
    (callback: Callback): Callback =>
    (error, result) => {
      if (!error) then();
      callback(error, result);
    };
  const index = call.findLastIndex((argument) => typeof argument === 'function');
  if (index >= 0) return make(call.with(index, watched(call[index] as Callback)));
  const query = call[0] as Submittable;
  if (typeof query.submit === 'function') {
    if (query.callback) query.callback = watched(query.callback);
    return make(call);
  }
  return (make(call) as Promise<unknown>).then((result) => {
    then();
    return result;
  });
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return (query as Submittable | null)?.text ?? '';
}
