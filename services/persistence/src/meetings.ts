import type { PublicMeeting, TranscriptCreated } from '@meeting-intelligence/contracts';
import { deterministicId, type Transaction } from '@meeting-intelligence/messaging';
import type { AnalysisOutcome } from './arrival.js';

/** Which job a meeting is of, and whose. */
export interface JobOfMeeting {
  readonly jobId: string;
  readonly owner: string;
}

export type TranscriptOutcome = Omit<TranscriptCreated['data'], 'recording'>;

/** The same in every process, so that two halves of a job never make two meetings. */
export function meetingIdOf(jobId: string): string {
  return deterministicId(jobId, 'meeting');
}

export abstract class Meetings {
  /** Replaces the whole meeting of the job, if there was one. */
  abstract putTranscript(
    transaction: Transaction,
    job: JobOfMeeting,
    outcome: TranscriptOutcome,
  ): Promise<{ readonly speakers: number; readonly segments: number }>;

  /** Replaces what an earlier analysis said. The transcript has to be there. */
  abstract putAnalysis(transaction: Transaction, jobId: string, outcome: AnalysisOutcome): Promise<void>;

  /** Deletes the meeting of the job with all that belongs to it, if there is one. */
  abstract delete(transaction: Transaction, jobId: string): Promise<void>;

  /** The public resource without words, as far as `transaction` sees it. */
  abstract read(transaction: Transaction, jobId: string): Promise<PublicMeeting>;

  /**
   * The public resource with words; undefined for a meeting that is not transcribed, or not of this owner.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(meetingId: string, owner: string): Promise<PublicMeeting | undefined>;
}
