import { tooMany } from '../http/too-many.js';
import type { WaitingJobs } from './waiting-jobs.js';

/** Jobs take minutes. */
const retryAfterSeconds = 30;

/** How many jobs of an owner may wait. */
export class QueueRoom {
  /** `most` 0: any number. */
  constructor(
    private readonly jobs: WaitingJobs,
    private readonly most: number,
  ) {}

  /**
   * Counted before the jobs are there: requests that come at the same time do not see those of each other, so that for a
   * moment there may be as many too many as are being submitted at once.
   *
   * @throws RejectedRequest TOO_MANY_JOBS; AppError DATABASE_UNAVAILABLE
   */
  async assertFor(owner: string, adding = 1): Promise<void> {
    if (this.most === 0) return;
    const waiting = await this.jobs.count(owner, this.most);
    if (waiting + adding <= this.most) return;
    const detail = `expected at most ${this.most} jobs that wait, there are ${waiting} and ${adding} to come`;
    throw tooMany('TOO_MANY_JOBS', detail, retryAfterSeconds);
  }
}
