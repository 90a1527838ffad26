import { within } from './eventually.js';

export type Closer = () => unknown;

export interface Teardown {
  /** Registers something to be done at the end; the last registered is done first. */
  add(name: string, close: Closer, options?: { timeoutMs?: number }): void;
  /** Registers an object's own `close()` or `stop()` and hands the object back. */
  use<T extends { close(): unknown } | { stop(): unknown }>(resource: T): T;
  /** Closes everything, each within its timeout, even when one of them fails; then throws what failed. */
  run(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Collects what has to be closed. Given a hook of the test runner it runs by itself:
 * `const teardown = autoTeardown(afterEach)`. Usable again after each run.
 */
export function autoTeardown(hook?: (run: () => Promise<void>) => unknown): Teardown {
  let closers: { name: string; close: Closer; timeoutMs: number }[] = [];

  const teardown: Teardown = {
    add(name, close, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      closers.push({ name, close, timeoutMs });
    },
    use(resource) {
      const close = 'close' in resource ? () => resource.close() : () => resource.stop();
      teardown.add(resource.constructor.name, close);
      return resource;
    },
    async run() {
      const pending = closers.reverse();
      closers = [];
      const failures: Error[] = [];
      for (const { name, close, timeoutMs } of pending) {
        try {
          await within(Promise.resolve().then(close), timeoutMs, () => `not closed after ${timeoutMs} ms`);
        } catch (error) {
          failures.push(new Error(`closing ${name}: ${(error as Error).message}`, { cause: error }));
        }
      }
      const [first, ...others] = failures;
      if (first && others.length === 0) throw first;
      if (first) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
    },
  };
  hook?.(() => teardown.run());
  return teardown;
}
