import { createHash } from 'node:crypto';
import { isUuid, RejectedRequest } from '@meeting-intelligence/http';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { tooMany } from '../http/too-many.js';
import { HeldKey, keyInUse, keyPointer, keyReused } from './held-key.js';
import type { HeldLeases } from './held-leases.js';
import type { IdempotencyKeys, StoredRequest } from './idempotency-keys.js';
import { RequestFingerprint } from './request-fingerprint.js';
import type { Answer, SealedRequests } from './sealed-answer.js';

/** A request whose key was answered: it gets the same answer if it is the same. */
export interface RepeatedRequest {
  readonly fingerprint: RequestFingerprint;
  /**
   * Once the body was read.
   *
   * @throws RejectedRequest IDEMPOTENCY_KEY_REUSED; AppError IDEMPOTENCY_ANSWER_LOST
   */
  answer(): Answer;
}

/** Finds out what an `Idempotency-Key` is about, before anything of the body is read. */
export class IdempotentRequests {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly seals: SealedRequests,
    private readonly leases: HeldLeases,
  ) {}

  /**
   * The key to carry the request out with, or the request that was carried out before.
   *
   * @throws RejectedRequest IDEMPOTENCY_KEY_IN_USE, TOO_MANY_IDEMPOTENCY_KEYS, INVALID_REQUEST; AppError DATABASE_UNAVAILABLE
   */
  async begin(request: FastifyRequest, key: string): Promise<HeldKey | RepeatedRequest> {
    const { owner } = principalOf(request);
    const reservation = await this.keys.reserve(owner, scopeOf(request, key));
    if (reservation.state === 'too_many') throw tooManyKeys(reservation.forMs);
    if (reservation.state === 'in_use') throw keyInUse(waitSeconds(reservation.forMs));
    const fingerprint = new RequestFingerprint(request);
    if (reservation.state === 'answered')
      return this.repeated(reservation.id, reservation.request, fingerprint);
    return new HeldKey(
      this.keys,
      this.seals,
      reservation,
      fingerprint,
      this.leases.hold(reservation.attempt),
    );
  }

  private repeated(id: string, stored: StoredRequest, fingerprint: RequestFingerprint): RepeatedRequest {
    return {
      fingerprint,
      answer: () => {
        if (this.seals.fingerprint(id, stored.fingerprint) !== fingerprint.digest(id)) throw keyReused();
        return this.seals.answer(id, stored);
      },
    };
  }
}

/** @throws RejectedRequest INVALID_REQUEST; undefined where the request has none */
export function keyIn({ raw }: FastifyRequest): string | undefined {
  const given = raw.headersDistinct['idempotency-key'];
  if (given === undefined) return undefined;
  const [key = '', ...others] = given;
  if (others.length === 0 && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const detail = 'expected one Idempotency-Key of 1 to 255 printable ASCII characters';
  throw new RejectedRequest('INVALID_REQUEST', detail, {
    faults: [{ pointer: keyPointer, code: codeOf(key, others.length), detail }],
  });
}

function codeOf(key: string, others: number) {
  if (others > 0) return 'duplicate';
  if (key === '') return 'empty';
  return key.length > 255 ? 'too_long' : 'invalid';
}

/** Whose it is, for which operation on what, and the key. */
function scopeOf(request: FastifyRequest, key: string): Buffer {
  const { owner } = principalOf(request);
  const params = Object.entries(request.params as Record<string, string>).map(([name, value]) => [
    name,
    isUuid(value) ? value.toLowerCase() : value,
  ]);
  const scope = [owner, request.method, request.routeOptions.url, params, key];
  return createHash('sha256').update(JSON.stringify(scope)).digest();
}

/**
 * To forget an older one in its place would be to carry out a request twice that its owner believes to be safe. Without a key the
 * request would be carried out: that is for its owner to decide.
 */
function tooManyKeys(forMs: number): RejectedRequest {
  const detail = 'as many Idempotency-Keys of this owner are kept as may be: the oldest is forgotten first';
  return tooMany('TOO_MANY_IDEMPOTENCY_KEYS', detail, Math.max(1, Math.ceil(forMs / 1_000)));
}

/** As long as it has taken so far: most take no longer, and an upload of hours is not asked for every second. */
function waitSeconds(forMs: number): number {
  return Math.min(60, Math.max(1, Math.ceil(forMs / 1_000)));
}
