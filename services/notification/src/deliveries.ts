import type { Transaction } from '@meeting-intelligence/messaging';
import type { Attempt, Delivery } from './delivery.js';

/** What `claim` found. */
export type Claim =
  /** Ours alone until the lease ends or is given back. */
  | { readonly kind: 'claimed'; readonly lease: string }
  /** Another copy of the message is sending it, or died while it did. */
  | { readonly kind: 'busy' }
  /**
   * Nothing is to be sent: the CMS has it, or knows another outcome of the same generation, or it is about a later one; or the
   * job was erased.
   */
  | { readonly kind: 'settled' };

/** The deliveries and their attempts. Every method is one short transaction: none is open while a webhook is sent. */
export abstract class Deliveries {
  /**
   * Adds the delivery if it is new, and claims it. One that was given up may be claimed again: a replayed dead letter
   * is a new try.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract claim(delivery: Delivery, leaseMs: number): Promise<Claim>;

  /** Gives a claim back without an attempt to record: the process is stopping. */
  abstract release(delivery: Delivery, lease: string): Promise<void>;

  /**
   * Whoever holds the claim by now: a 2xx is a fact. Returns how many attempts it took; undefined when the job was erased
   * meanwhile.
   */
  abstract recordDelivered(
    transaction: Transaction,
    delivery: Delivery,
    attempt: Attempt,
  ): Promise<number | undefined>;

  /**
   * Ends the claim. Returns how many attempts there were; undefined when the lease had ended and another copy has
   * delivered it meanwhile, or when the job was erased.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract recordFailed(delivery: Delivery, lease: string, attempt: Attempt): Promise<number | undefined>;

  /**
   * Marks as exhausted what was not delivered. False while somebody has claimed it, and may be sending it: what comes of
   * that is not known yet.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract giveUp(delivery: Delivery): Promise<boolean>;

  /** Deletes the deliveries of an erased job with their attempts, whoever may be sending one. */
  abstract erase(transaction: Transaction, jobId: string): Promise<void>;
}
