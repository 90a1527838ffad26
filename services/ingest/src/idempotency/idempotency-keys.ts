import type { Transaction } from '@meeting-intelligence/messaging';

/** One attempt of one request: whoever has it works on the key, until the lease ends and another attempt takes it over. */
export interface Attempt {
  /** SHA-256 of whose key it is, for which operation, and the key itself. */
  readonly scope: Buffer;
  /** Of what the request creates: the same for all its attempts. */
  readonly id: string;
  /** Of this attempt alone; that of the first is `id`. */
  readonly attempt: string;
}

export interface StoredRequest {
  /** Sealed. */
  readonly fingerprint: string;
  /** Sealed. */
  readonly answer: string;
}

export type Reservation =
  /** `cameTrueBefore`: an attempt before did what was to be done, and told nobody. */
  | { readonly state: 'reserved'; readonly attempt: Attempt; readonly cameTrueBefore: boolean }
  /** `forMs`: how long ago that attempt began. */
  | { readonly state: 'in_use'; readonly forMs: number }
  | { readonly state: 'answered'; readonly id: string; readonly request: StoredRequest }
  /** The key is new, and its owner has as many as are kept. `forMs`: until the next one is forgotten. */
  | { readonly state: 'too_many'; readonly forMs: number };

/**
 * The keys of requests, shared by all replicas, by the clock of the database alone. A key is free, reserved by an attempt
 * whose lease runs, or answered; what is kept of it is forgotten some time after.
 */
export abstract class IdempotencyKeys {
  /**
   * Of several that come at once one gets it. Who takes over a key whose lease ended gets the id of the attempt before. Of new
   * keys that come at once there may be a few more than are kept of an owner; one that is known is never too many.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract reserve(owner: string, scope: Buffer): Promise<Reservation>;

  /**
   * The leases of these attempts begin anew, but of those that were taken over. One whose key is locked at the moment waits
   * for the next time: nobody takes it over meanwhile.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract renew(attempts: readonly Attempt[]): Promise<void>;

  /**
   * Keeps the key from being taken over until the transaction ends; false if it was. `fingerprint` is given that of an
   * attempt before, which committed and told nobody, and returns the one to be kept: for as long
   * as an answer, however long the request took.
   */
  abstract hold(
    transaction: Transaction,
    attempt: Attempt,
    fingerprint: (before: string | null) => string,
  ): Promise<boolean>;

  /**
   * False if it was taken over. `shows`: ids of the jobs that the answer shows; it is lost when one of them is erased, also
   * if it was before.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract answer(attempt: Attempt, request: StoredRequest, shows?: readonly string[]): Promise<boolean>;

  /**
   * Lets the next attempt begin at once. What nothing came of is forgotten.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract release(attempt: Attempt): Promise<void>;

  /**
   * Forgets what is older than it has to be kept; how many, at most so many as are forgotten at once.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract sweep(limit: number): Promise<number>;
}
