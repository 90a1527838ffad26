import { AppError } from '@meeting-intelligence/errors';
import type { KeyRing } from '@meeting-intelligence/key-ring';
import type { StoredRequest } from './idempotency-keys.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
}

/**
 * What is kept of a request, sealed for its row: an answer may hold a secret, and what is sent may be guessed and then
 * recognised by its hash.
 */
export class SealedRequests {
  constructor(private readonly ring: KeyRing) {}

  sealedFingerprint(id: string, fingerprint: string): string {
    return this.ring.seal(fingerprint, `${id} fingerprint`);
  }

  sealed(id: string, fingerprint: string, answer: Answer): StoredRequest {
    return {
      fingerprint: this.sealedFingerprint(id, fingerprint),
      answer: this.ring.seal(JSON.stringify(answer), `${id} answer`),
    };
  }

  /** @throws AppError IDEMPOTENCY_ANSWER_LOST */
  fingerprint(id: string, sealed: string): string {
    return this.open(sealed, `${id} fingerprint`);
  }

  /** @throws AppError IDEMPOTENCY_ANSWER_LOST */
  answer(id: string, { answer }: StoredRequest): Answer {
    return JSON.parse(this.open(answer, `${id} answer`)) as Answer;
  }

  /** It was deleted with its job, or its key left the ring: what was done is not done again for that. */
  private open(sealed: string, context: string): string {
    try {
      return this.ring.open(sealed, context);
    } catch (cause) {
      throw new AppError(
        'IDEMPOTENCY_ANSWER_LOST',
        'the request with this Idempotency-Key was carried out, but its answer is gone: expected another key',
        { cause },
      );
    }
  }
}
