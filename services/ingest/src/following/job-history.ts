import type { Hop } from '../hop.js';
import type { LedgerEntry } from '../ledger-entry.js';
import type { RecordedEvent } from './recorded-event.js';

export interface HistoryPage {
  /** In order, without gaps; none that came after the end. */
  readonly events: readonly RecordedEvent[];
  /** The number of the event that ended the job; null while it goes on. A replay takes it away again. */
  readonly endSequence: number | null;
}

/** One row of the event log with who told it, and what it took. */
export interface HistoryEntry extends RecordedEvent {
  readonly eventId: string;
  readonly summary: LedgerEntry['summary'];
  readonly hop: Hop | null;
}

/** The event log of one job. */
export abstract class JobHistory {
  /**
   * What was recorded of it after `sequence`, at most `limit`; undefined for a job that is not there.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract after(jobId: string, sequence: number, limit: number): Promise<HistoryPage | undefined>;

  /**
   * The entries that follow the one with the number `after`, in order, as far as `upTo`, at most `limit`.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract entries(
    jobId: string,
    which: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<readonly HistoryEntry[]>;
}
