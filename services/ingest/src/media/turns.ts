/** Lets so many at once do something; the others wait in the order they came. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly atOnce: number) {}

  /** @throws the reason of `signal`, if it is aborted before the turn comes; or what `work` threw */
  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, so that nobody who comes now gets in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.running < this.atOnce) {
      this.running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      const place = this.waiting.indexOf(resolve);
      if (place < 0) return;
      this.waiting.splice(place, 1);
      reject(signal.reason as Error);
    };
    this.waiting.push(resolve);
    signal.addEventListener('abort', leave);
    // A turn that has come is not given back here: whoever works looks at the signal.
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }
}
