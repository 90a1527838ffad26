/** How fast recordings like one were worked on lately. */
export interface Pace {
  /** The median, from the first step to the end. */
  readonly msPerByte: number;
  /** How many jobs it is the median of. */
  readonly jobs: number;
}

/** The longest queue that is counted: who stands further back stands there. */
export const longestQueue = 1_000;

export abstract class JobOutlook {
  /**
   * 1 for the job that came first of those that wait for the same first step (to be fetched, or to be transcribed). One that
   * waits for its turn in the bulk lane stands behind all of them, and behind those that are released before it. Null for one
   * that is past its first step.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract queuePosition(jobId: string): Promise<number | null>;

  /**
   * Of the last completed jobs of any owner whose recordings have this type and between a quarter and four times this size:
   * what takes its time whatever the size weighs differently on others.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract pace(contentType: string, sizeBytes: number): Promise<Pace>;
}
