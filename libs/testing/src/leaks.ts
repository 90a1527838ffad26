import { eventually } from './eventually.js';

export interface LeakCheck {
  /** Throws when more sockets, servers, child processes or watchers are open than when the check was made. */
  assertNone(options?: { timeoutMs?: number }): Promise<void>;
}

// Only what keeps a process alive and is never opened by the test runner in between tests.
// Timers are left out: the runner's own come and go.
const WATCHED = ['TCPSocketWrap', 'TCPServerWrap', 'UDPWrap', 'ProcessWrap', 'FSEventWrap'];

/**
 * Remembers what is open now. Make it first in a file (`beforeAll`), assert it last (`afterAll`): sockets that
 * are still closing get `timeoutMs` (default 5 s) to go.
 */
export function leakCheck(): LeakCheck {
  const before = openResources();
  return {
    async assertNone({ timeoutMs = 5_000 } = {}) {
      await eventually(
        () => {
          const now = openResources();
          const leaked = WATCHED.flatMap((kind) => {
            const more = (now.get(kind) ?? 0) - (before.get(kind) ?? 0);
            return more > 0 ? [`${more} × ${kind}`] : [];
          });
          if (leaked.length > 0) throw new Error(`left open: ${leaked.join(', ')}`);
        },
        { timeoutMs },
      );
    },
  };
}

function openResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
