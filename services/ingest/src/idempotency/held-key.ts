import { RejectedRequest } from '@meeting-intelligence/http';
import { nothingAlongside, type Alongside } from './alongside.js';
import type { Attempt, IdempotencyKeys, Reservation } from './idempotency-keys.js';
import { jobsShownIn } from './jobs-shown.js';
import type { RequestFingerprint } from './request-fingerprint.js';
import type { Answer, SealedRequests } from './sealed-answer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that came with an `Idempotency-Key` and is the one that is carried out. */
    idempotency?: HeldKey;
  }
}

/** As much of a `HeldKey` as whoever carries the request out needs. */
export type KeyToHold = Pick<HeldKey, 'hold' | 'cameTrueBefore'>;

/** Of a request without an `Idempotency-Key`. */
export const noKey: KeyToHold = { hold: nothingAlongside, cameTrueBefore: false };

/** The key of a request that is being carried out. */
export class HeldKey {
  /** An attempt before did what is asked for, and told nobody: what it did is the answer, once `hold` let it pass. */
  readonly cameTrueBefore: boolean;
  private readonly attempt: Attempt;
  private isOver = false;

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly seals: SealedRequests,
    {
      attempt,
      cameTrueBefore,
    }: Pick<Extract<Reservation, { state: 'reserved' }>, 'attempt' | 'cameTrueBefore'>,
    readonly fingerprint: RequestFingerprint,
    private readonly whenOver: () => void,
  ) {
    this.attempt = attempt;
    this.cameTrueBefore = cameTrueBefore;
  }

  /** For what the request creates. An attempt that takes over from one that died has the same. */
  get id(): string {
    return this.attempt.id;
  }

  /** For what an attempt writes before it is decided which one counts; of the first it is `id`. */
  get attemptId(): string {
    return this.attempt.attempt;
  }

  /**
   * In the transaction that makes the request come true: nobody else makes it come true meanwhile. Whoever stood still for
   * so long that the key was taken over stops here.
   *
   * @throws RejectedRequest IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_REUSED; AppError IDEMPOTENCY_ANSWER_LOST
   */
  readonly hold: Alongside = async (transaction) => {
    const isMine = await this.keys.hold(transaction, this.attempt, (before) => this.fingerprintAfter(before));
    if (!isMine) throw keyInUse(1);
  };

  /** To be called once, before the answer leaves: whoever asks again gets this one. */
  async answered(answer: Answer): Promise<void> {
    await this.end(async () => {
      const fingerprint = this.fingerprint.digest(this.id);
      const sealed = this.seals.sealed(this.id, fingerprint, answer);
      await this.keys.answer(this.attempt, sealed, jobsShownIn(answer));
    });
  }

  /** In place of `answered`, where nothing was done: the key is free again. */
  async released(): Promise<void> {
    await this.end(() => this.keys.release(this.attempt));
  }

  private async end(how: () => Promise<void>): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    try {
      await how();
    } finally {
      this.whenOver();
    }
  }

  private fingerprintAfter(before: string | null): string {
    const fingerprint = this.fingerprint.digest(this.id);
    if (before !== null && this.seals.fingerprint(this.id, before) !== fingerprint) throw keyReused();
    return before ?? this.seals.sealedFingerprint(this.id, fingerprint);
  }
}

export function keyInUse(retryAfterSeconds: number): RejectedRequest {
  return new RejectedRequest(
    'IDEMPOTENCY_KEY_IN_USE',
    'a request with this Idempotency-Key is being carried out',
    { retryAfterSeconds },
  );
}

export function keyReused(): RejectedRequest {
  const detail = 'expected what was sent with this Idempotency-Key before, or another key';
  return new RejectedRequest('IDEMPOTENCY_KEY_REUSED', detail, {
    faults: [{ pointer: keyPointer, code: 'invalid', detail }],
  });
}

/** As parameters of a query have theirs. */
export const keyPointer = '/Idempotency-Key';
