/** Jobs of an owner of which nothing has begun yet. */
export abstract class WaitingJobs {
  /** Their number, counted no further than `most`. @throws AppError DATABASE_UNAVAILABLE */
  abstract count(owner: string, most: number): Promise<number>;
}
