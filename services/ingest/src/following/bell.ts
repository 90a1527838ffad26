/**
 * For one who looks, waits until there may be something new, and looks again. Reset before the look: what happens during it
 * rings again, so nothing is missed, and many rings are one.
 */
export class Bell {
  private ringing = Promise.withResolvers<void>();

  ring(): void {
    this.ringing.resolve();
  }

  reset(): void {
    this.ringing = Promise.withResolvers();
  }

  /** Resolves at the next ring, or at the last one since the reset. */
  rung(): Promise<void> {
    return this.ringing.promise;
  }

  /** As `rung`, but no longer than this. */
  async rungWithin(ms: number): Promise<void> {
    const timer = setTimeout(() => this.ring(), ms);
    await this.rung();
    clearTimeout(timer);
  }
}
