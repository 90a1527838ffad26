import type { Transaction } from '@meeting-intelligence/messaging';
import type { Arrival } from './arrival.js';

/** What has arrived of each job: the one row that the handlers of a job queue up for. */
export abstract class Arrivals {
  /** What has arrived so far, kept from changing by anybody else until the transaction ends. */
  abstract lock(transaction: Transaction, jobId: string): Promise<Arrival>;

  abstract save(transaction: Transaction, jobId: string, arrival: Arrival): Promise<void>;
}
