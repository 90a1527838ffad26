import { deterministicId } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { noKey, type KeyToHold } from '../idempotency/held-key.js';
import { JobLedger } from '../job-ledger.js';
import type { Job } from '../job.js';
import { QueueRoom } from '../limits/queue-room.js';
import { OpenJobs, type AcceptedJob } from '../opening/open-jobs.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import type { Batch } from './receive-batch.js';

/** Accepts many jobs at once: whatever happens, there are all of them or none. */
@Injectable()
export class SubmitBatch {
  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: OpenJobs,
    private readonly room: QueueRoom,
  ) {}

  /**
   * The jobs in the order of the batch. The ids follow from that of the batch, so that a batch that comes again is the same jobs.
   *
   * @throws RejectedRequest TOO_MANY_JOBS; AppError DATABASE_UNAVAILABLE
   */
  async submit(
    batchId: string,
    owner: string,
    { lane, jobs }: Batch,
    { hold, cameTrueBefore }: KeyToHold = noKey,
  ): Promise<readonly Job[]> {
    // Jobs that are there already are counted already.
    if (!cameTrueBefore) await this.room.assertFor(owner, jobs.length);
    const now = new Date();
    const accepted = jobs.map((said, index): AcceptedJob => ({
      id: deterministicId(batchId, 'job of a batch', index),
      owner,
      lane,
      recording: null,
      recordingUrl: said.recording_url,
      meeting: meetingDetailsOf(said, now),
      webhook: webhookOf(said),
    }));
    return this.ledger.transaction(async (transaction) => {
      await hold(transaction);
      return this.jobs.open(transaction, accepted);
    });
  }
}
