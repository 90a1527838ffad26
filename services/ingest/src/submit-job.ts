import type { JobSubmitted } from '@meeting-intelligence/contracts';
import { toAppError } from '@meeting-intelligence/errors';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Injectable } from '@nestjs/common';
import { nothingAlongside, type Alongside } from './idempotency/alongside.js';
import { JobLedger } from './job-ledger.js';
import type { Job } from './job.js';
import { OpenJobs } from './opening/open-jobs.js';

/** A job that is being submitted, however its recording comes. */
export interface Submitting {
  readonly id: string;
  readonly owner: string;
  /** Takes effect together with the job. */
  readonly alongside?: Alongside;
}

/** Accepts a job whose recording is stored. */
@Injectable()
export class SubmitJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: OpenJobs,
    private readonly store: ObjectStore,
  ) {}

  /**
   * The secret of the webhook comes plain and leaves sealed. Where it is sure that the job is not written down, its recording is deleted again.
   *
   * @param alongside takes effect together with the job, or prevents it by throwing; before it is looked whether the job is there
   * @throws AppError DATABASE_UNAVAILABLE; or what `alongside` threw
   */
  async submit(
    id: string,
    owner: string,
    data: JobSubmitted['data'],
    alongside: Alongside = nothingAlongside,
  ): Promise<Job> {
    const { recording } = data;
    const accepted = { id, owner, ...data, recordingUrl: null, lane: 'interactive' } as const;
    const submitting = this.ledger.transaction(async (transaction) => {
      await alongside(transaction);
      const [opened] = await this.jobs.open(transaction, [accepted]);
      return opened!;
    });
    const job = await submitting.catch(async (error: unknown) => {
      // A connection that is lost during the commit leaves open whether the job will exist. The recording stays, and is swept
      // if nobody owns it: one too many costs disk space, one too few costs a job.
      const isInDoubt = toAppError(error).code === 'DATABASE_UNAVAILABLE';
      if (!isInDoubt) await this.discard(recording.key, await this.ledger.find(id));
      throw error;
    });
    // It may have been there already: an earlier attempt of the same request opened it, with a recording of its own.
    await this.discard(recording.key, job);
    return job;
  }

  /**
   * The job that an attempt before made of the same request, of which more than the job may be gone.
   *
   * @param alongside finds out whether it was the same request, and throws where it was not; without it there was none before
   * @throws AppError DATABASE_UNAVAILABLE; or what `alongside` threw
   */
  async submittedBefore({ id, owner, alongside }: Submitting): Promise<Job | undefined> {
    const job = alongside && (await this.ledger.find(id, owner));
    if (job) await this.ledger.transaction(alongside);
    return job;
  }

  private async discard(key: string, unlessOf: Job | undefined): Promise<void> {
    if (unlessOf?.recording?.key !== key) await this.store.delete(key);
  }
}
