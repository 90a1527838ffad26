export interface HealthCheck {
  readonly name: string;
  /** Rejects, with the reason as its message, while it does not hold. */
  check(): Promise<void> | void;
}

/** A probe must not hang on what it probes. */
const timeoutMs = 1_000;
/** Probes of several kinds, and people who look, are one question to a database. */
const goodForMs = 2_000;

/** Runs checks; what had to be asked for is remembered for two seconds, what is known at once is not. */
export class CachedChecks {
  private readonly answers = new WeakMap<
    HealthCheck,
    { readonly at: number; readonly answer: Promise<void> }
  >();

  /** Undefined where it holds, otherwise the reason. */
  async reasonAgainst(check: HealthCheck): Promise<string | undefined> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    ).unref();
    try {
      await Promise.race([this.ask(check), late.promise]);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private ask(check: HealthCheck): Promise<void> | void {
    const last = this.answers.get(check);
    if (last && performance.now() - last.at < goodForMs) return last.answer;
    const answer = check.check();
    if (!(answer instanceof Promise)) return;
    answer.catch(() => undefined); // it may come after the time is up
    this.answers.set(check, { at: performance.now(), answer });
    return answer;
  }
}
