import type { Transaction } from '@meeting-intelligence/messaging';
import type { Job } from '../job.js';

export interface WaitingJob extends Omit<Job, 'meeting'> {
  /** Undefined for one that a build has written which writes them otherwise. */
  readonly meeting: Job['meeting'] | undefined;
}

/** The jobs that wait in the ledger until there is room for them. */
export abstract class BulkLane {
  /**
   * Those whose turn it is, locked until the transaction ends: as many as may be released beside the bulk jobs that are worked
   * on, `inFlight` of them all at the most. None while an interactive job waits for its first step and not for a
   * server that is away, or while another gateway looks.
   *
   * Turns go round the owners: next is the one with the fewest jobs in flight, then the one whose last turn is longest ago; of
   * one owner the job that waits longest.
   */
  abstract next(transaction: Transaction, inFlight: number): Promise<readonly WaitingJob[]>;
}
