import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OwnerOrAny } from '../access/principal.js';
import { outcomeOf } from '../job-progress.js';
import type { Job } from '../job.js';
import { Bell } from './bell.js';
import { knows } from './entity-tag.js';
import { OpenAnswers } from './open-answers.js';
import { OwnedJobs } from './owned-jobs.js';
import { topicOf, Wakeups } from './wakeups.js';

export interface WaitOptions {
  readonly ms: number;
  /** Whether the client wants to hear of it now. */
  readonly isNews: (job: Job) => boolean;
  /** Nobody waits any more when it is closed. */
  readonly response: ServerResponse;
}

/** Long polls. */
@Injectable()
export class JobWait {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly wakeups: Wakeups,
    private readonly answers: OpenAnswers,
  ) {}

  /**
   * The job as soon as it is news, or as it is when the time is up, the client has gone or the service stops.
   *
   * @throws AppError JOB_NOT_FOUND, JOB_ERASED, DATABASE_UNAVAILABLE
   */
  async until(id: string, owner: OwnerOrAny, { ms, isNews, response }: WaitOptions): Promise<Job> {
    const bell = new Bell();
    let isOver = response.destroyed;
    const over = () => {
      isOver = true;
      bell.ring();
    };
    const timer = setTimeout(over, ms);
    const stopWatching = this.wakeups.watch(topicOf.job(id), () => bell.ring());
    const forget = this.answers.add(over);
    response.once('close', over);
    try {
      for (;;) {
        bell.reset();
        const job = await this.jobs.find(id, owner);
        if (isOver || isNews(job)) return job;
        await bell.rung();
      }
    } finally {
      clearTimeout(timer);
      stopWatching();
      forget();
      response.off('close', over);
    }
  }
}

/** To a client that knows these states of a job; one that knows none waits for its end. */
export function newsTo(tags: readonly string[]): (job: Job) => boolean {
  if (tags.length === 0) return (job) => outcomeOf(job.progress.facts) !== undefined;
  return (job) => !tags.includes('*') && !knows(tags, job);
}
