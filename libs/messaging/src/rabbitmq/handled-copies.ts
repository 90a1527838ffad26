/**
 * What this process did with messages whose acknowledgement may not have arrived. A connection that is lost while
 * a handler runs makes the broker deliver the message again, often to the next slot of the same process: it waits for
 * the first to end, and is acknowledged without handling it (and paying for it) a second time.
 */
export class HandledCopies {
  private readonly settled = new Map<string, Promise<boolean>>();

  constructor(private readonly capacity = 1_000) {}

  /** What became of the same copy before: whether it was carried out. Undefined when it was not seen. */
  before(key: string): Promise<boolean> | undefined {
    return this.settled.get(key);
  }

  remember(key: string, carriedOut: Promise<boolean>): void {
    this.settled.delete(key);
    this.settled.set(key, carriedOut);
    const oldest = this.settled.keys().next();
    if (this.settled.size > this.capacity && !oldest.done) this.settled.delete(oldest.value);
  }
}
