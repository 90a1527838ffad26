import type { MeetingDetails, Recording } from '@meeting-intelligence/contracts';
import type { JobProgress } from './job-progress.js';

/** What a CMS handed in. */
export interface NewJob {
  readonly id: string;
  readonly owner: string;
  /** Null until it is fetched, where the CMS said where it is. */
  readonly recording: Recording | null;
  readonly meeting: MeetingDetails;
  /** The secret that belongs to it is not kept: it travels to the notification service, which needs it. */
  readonly webhookUrl: string | null;
}

export interface Job extends NewJob {
  readonly progress: JobProgress;
  /** The number of the newest entry of its history. */
  readonly lastSequence: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
