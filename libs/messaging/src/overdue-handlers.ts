/** After its deadline a handler is interrupted, and left behind a second later. What ignores that for so long is stuck. */
const PATIENCE_MS = 60_000;

/**
 * Handlers that go on although their time was up long ago: nothing but the end of the process can end them. One that waits for
 * a broker or a database does not: everything that is awaited has a timeout of its own, and ends with the interruption.
 */
export class OverdueHandlers {
  private readonly running = new Set<{ readonly type: string; readonly dueAt: number }>();

  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** @param timeoutMs the deadline of the handler */
  async during<Result>(type: string, timeoutMs: number, handle: () => Promise<Result>): Promise<Result> {
    const handling = { type, dueAt: performance.now() + timeoutMs };
    this.running.add(handling);
    try {
      return await handle();
    } finally {
      this.running.delete(handling);
    }
  }

  /** @throws Error that says which, when there is one */
  assertNone(): void {
    const now = performance.now();
    const overdue = [...this.running].filter(({ dueAt }) => now > dueAt + this.patienceMs);
    const [first] = overdue.toSorted((one, other) => one.dueAt - other.dueAt);
    if (!first) return;
    const overdueS = Math.round((now - first.dueAt) / 1_000);
    throw new Error(
      `${overdue.length} handlers are past their deadline, that of ${first.type} for ${overdueS} s`,
    );
  }
}
