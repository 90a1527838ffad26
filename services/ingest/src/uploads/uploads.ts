import type { Transaction } from '@meeting-intelligence/messaging';
import type { Upload, UploadPart } from './upload.js';

export type NewUpload = Pick<Upload, 'id' | 'owner' | 'kind' | 'length' | 'metadata'>;

/**
 * Uploads that are not jobs yet, for all replicas. Times are those of the database. An upload that has expired is not there
 * any more, nor is one for another owner.
 *
 * An upload is held by one at a time, for `leaseMs` from the last `renew`, so that the hold of a process that died ends. What
 * is changed under a hold is changed only while that hold stands.
 *
 * All throw AppError DATABASE_UNAVAILABLE.
 */
export abstract class Uploads {
  /** Undefined where the owner has `mostOpen` already that are not jobs (0: any number); with several at once perhaps a few more. */
  abstract create(
    upload: NewUpload,
    limits: { readonly lifeMs: number; readonly mostOpen: number },
  ): Promise<Upload | undefined>;

  abstract find(id: string, owner: string): Promise<Upload | undefined>;

  /** Undefined where somebody else holds it, or it is not there. */
  abstract hold(id: string, owner: string, holder: string, leaseMs: number): Promise<Upload | undefined>;

  /** Whether somebody asked for the hold; undefined: it is lost. `refuse` answers who asked with no. */
  abstract renew(
    id: string,
    holder: string,
    leaseMs: number,
    refuse: boolean,
  ): Promise<{ readonly isAsked: boolean } | undefined>;

  /** Asks whoever holds it to let go. */
  abstract askForRelease(id: string): Promise<void>;

  /** Whether somebody holds it, and whether that one was asked and has not answered. */
  abstract holdOn(id: string): Promise<{ readonly isHeld: boolean; readonly isAsked: boolean }>;

  abstract release(id: string, holder: string): Promise<void>;

  /** False where the hold is lost. */
  abstract setLength(id: string, holder: string, length: number): Promise<boolean>;

  /** Adds parts that follow what is there, all or none; false where the hold is lost, which leaves none. */
  abstract append(id: string, holder: string, parts: readonly UploadPart[]): Promise<boolean>;

  abstract countParts(id: string): Promise<number>;

  /** In their order. */
  abstract partsOf(id: string): Promise<readonly UploadPart[]>;

  /** In the transaction that makes the job; false where the hold is lost or it became another one. */
  abstract markUsed(transaction: Transaction, id: string, holder: string, jobId: string): Promise<boolean>;

  /** False where the hold is lost. */
  abstract remove(id: string, holder: string): Promise<boolean>;

  /** Forgets those that have expired and that nobody holds. */
  abstract removeExpired(): Promise<number>;

  /** Those of the ids whose bytes are still needed. */
  abstract inNeed(ids: readonly string[]): Promise<ReadonlySet<string>>;
}
