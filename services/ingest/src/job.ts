import type { JobLane, MeetingDetails, Recording } from '@meeting-intelligence/contracts';
import type { JobProgress } from './job-progress.js';

/** What a CMS handed in. */
export interface NewJob {
  readonly id: string;
  readonly owner: string;
  /** Null until it is fetched, where the CMS said where it is. */
  readonly recording: Recording | null;
  readonly meeting: MeetingDetails;
  /** The secret that belongs to it is in the order. */
  readonly webhookUrl: string | null;
  /** `interactive` if left out. */
  readonly lane?: JobLane;
  /** What it takes to hand the job to the pipeline later, or once more (opening/job-orders.ts). */
  readonly sealedOrder?: string | null;
}

export interface Job extends Required<NewJob> {
  readonly progress: JobProgress;
  /** The number of the newest entry of its history. */
  readonly lastSequence: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
