import type { RecordingRequested } from '@meeting-intelligence/contracts';
import { Injectable } from '@nestjs/common';
import { nothingAlongside, type Alongside } from '../idempotency/alongside.js';
import { JobLedger } from '../job-ledger.js';
import type { Job } from '../job.js';
import { OpenJobs } from '../opening/open-jobs.js';

/** Accepts a job whose recording is still to be fetched. */
@Injectable()
export class RequestRecording {
  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: OpenJobs,
  ) {}

  /**
   * The secret of the webhook comes plain and leaves sealed.
   *
   * @param alongside as of `SubmitJob`
   * @throws AppError DATABASE_UNAVAILABLE; or what `alongside` threw
   */
  async request(
    id: string,
    owner: string,
    data: RecordingRequested['data'],
    alongside: Alongside = nothingAlongside,
  ): Promise<Job> {
    const accepted = { id, owner, ...data, recording: null, lane: 'interactive' } as const;
    return this.ledger.transaction(async (transaction) => {
      await alongside(transaction);
      const [job] = await this.jobs.open(transaction, [accepted]);
      return job!;
    });
  }
}
