import type { JobSubmitted } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Injectable } from '@nestjs/common';
import { JobLedger } from './job-ledger.js';
import type { Job } from './job.js';
import { OpenJobs } from './opening/open-jobs.js';

/** Accepts a job whose recording is stored. */
@Injectable()
export class SubmitJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: OpenJobs,
    private readonly store: ObjectStore,
  ) {}

  /**
   * The secret of the webhook comes plain and leaves sealed. Where the job cannot be written down, its recording is deleted again.
   *
   * @param alongside takes effect together with the job, or prevents it by throwing; before it is looked whether the job is there
   * @throws AppError DATABASE_UNAVAILABLE; or what `alongside` threw
   */
  async submit(
    id: string,
    owner: string,
    data: JobSubmitted['data'],
    alongside: (transaction: Transaction) => Promise<void> = () => Promise.resolve(),
  ): Promise<Job> {
    const { recording } = data;
    const accepted = { id, owner, ...data, recordingUrl: null, lane: 'interactive' } as const;
    let job: Job;
    try {
      job = await this.ledger.transaction(async (transaction) => {
        await alongside(transaction);
        const [opened] = await this.jobs.open(transaction, [accepted]);
        return opened!;
      });
    } catch (error) {
      // A connection that is lost during the commit leaves open whether the job exists. While that cannot be found out
      // the recording stays: one too many costs disk space, one too few costs a job.
      const known = await this.ledger.find(id);
      if (known?.recording?.key !== recording.key) await this.store.delete(recording.key);
      throw error;
    }
    // It was there already: an earlier attempt of the same request opened it, with a recording of its own.
    if (job.recording?.key !== recording.key) await this.store.delete(recording.key);
    return job;
  }
}
