import { submitBatchBody, type JobLane } from '@meeting-intelligence/contracts';
import { RejectedRequest, type Fault } from '@meeting-intelligence/http';
import { Injectable } from '@nestjs/common';
import { checked } from '../http/checked.js';
import { CheckSubmission } from '../submission/check-submission.js';
import { rejectionFor } from '../submission/faults.js';
import type { SubmissionByUrl } from '../submission/submission-by-url.js';

export interface Batch {
  readonly lane: JobLane;
  readonly jobs: readonly SubmissionByUrl[];
}

/** A body may hold tens of thousands of them; nobody reads on. */
const mostFaults = 200;

/** Many submissions by URL in one body, checked like those that come alone: all of them are taken, or none. */
@Injectable()
export class ReceiveBatch {
  constructor(private readonly submissions: CheckSubmission) {}

  /** @throws RejectedRequest INVALID_REQUEST, or URL_BLOCKED where nothing else is wrong; with the faults of every job */
  read(body: unknown): Batch {
    const { lane, jobs } = checked(submitBatchBody, body);
    const refusals: { code: string; faults: Fault[] }[] = [];
    const read = jobs.flatMap((job, index): SubmissionByUrl[] => {
      try {
        return [this.submissions.byUrl(job)];
      } catch (error) {
        if (!(error instanceof RejectedRequest)) throw error;
        const faults = error.faults.map((fault) => ({ ...fault, pointer: `/jobs/${index}${fault.pointer}` }));
        refusals.push({ code: error.code, faults });
        return [];
      }
    });
    if (refusals.length === 0) return { lane, jobs: read };
    const faults = refusals.flatMap((refusal) => refusal.faults).slice(0, mostFaults);
    if (refusals.some(({ code }) => code !== 'URL_BLOCKED')) throw rejectionFor(faults);
    throw new RejectedRequest('URL_BLOCKED', faults[0]!.detail, { faults });
  }
}
