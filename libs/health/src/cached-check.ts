export interface HealthCheck {
  readonly name: string;
  /**
   * Rejects, with the reason as its message, while it does not hold. One that is asked about over a network ends by itself:
   * it is not asked again before.
   */
  check(): Promise<void> | void;
}

/** A probe must not hang on what it probes. */
const timeoutMs = 1_000;
/** Probes of several kinds, and people who look, are one question to a database. */
const goodForMs = 2_000;

interface Question {
  readonly askedAt: number;
  readonly answer: Promise<void>;
  isOpen: boolean;
}

/**
 * Runs checks; what had to be asked for is remembered for two seconds, what is known at once is not. There is one question at a
 * time, however long it takes: probes that come meanwhile wait for its answer, each no longer than its own time.
 */
export class CachedChecks {
  private readonly questions = new WeakMap<HealthCheck, Question>();

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
    const last = this.questions.get(check);
    if (last && (last.isOpen || performance.now() - last.askedAt < goodForMs)) return last.answer;
    const answer = check.check();
    if (!(answer instanceof Promise)) return;
    const question = { askedAt: performance.now(), answer, isOpen: true };
    const close = () => void (question.isOpen = false);
    answer.then(close, close); // it may come after the time is up
    this.questions.set(check, question);
    return answer;
  }
}
