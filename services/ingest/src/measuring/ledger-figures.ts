/** What the ledger tells of all jobs together, for metrics. Nothing of a single one. */
export interface JobFigures {
  /** Of jobs that have not ended. */
  readonly byState: Readonly<Record<'waiting' | 'pending' | 'processing', number>>;
  readonly bulkWaiting: number;
  readonly bulkInFlight: number;
  /** Since when nothing was recorded of the job that is worked on and quiet for longest; 0 without one. */
  readonly oldestUnheardSeconds: number;
}

export abstract class LedgerFigures {
  abstract jobs(): Promise<JobFigures>;

  /**
   * How many seconds ago the `place`-th youngest event of this type happened (1 is the youngest); null where fewer are recorded.
   */
  abstract ageOfYoungest(type: string, place: number): Promise<number | null>;

  /** How many events of each type wait in the outbox: they are in the ledger and in no queue yet. Types without one are not there. */
  abstract unsent(): Promise<ReadonlyMap<string, number>>;

  /**
   * Remembers that these queues are empty now, for all gateways. Of every queue that one of them has seen empty: how many seconds
   * ago that was last.
   */
  abstract sawEmpty(queues: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
