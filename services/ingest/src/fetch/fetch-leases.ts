/** Which process is at the recording of a job. `TypeOrmFetchLeases` and `InMemoryFetchLeases` pass the same suite. */
export abstract class FetchLeases {
  /**
   * False while somebody else has it. It ends by itself: a process that is killed gives nothing back.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract take(jobId: string, holder: string, forMs: number): Promise<boolean>;

  /**
   * From now on for so long, unless it ended and is somebody else's.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract extend(jobId: string, holder: string, forMs: number): Promise<void>;

  /** @throws AppError DATABASE_UNAVAILABLE */
  abstract release(jobId: string, holder: string): Promise<void>;
}
