import type { PublicMeeting, TranscriptCreated } from '@meeting-intelligence/contracts';
import { deterministicId, type Transaction } from '@meeting-intelligence/messaging';
import type { AnalysisOutcome } from './arrival.js';

export type TranscriptOutcome = Omit<TranscriptCreated['data'], 'recording'>;

/** The same in every process, so that two halves of a job never make two meetings. */
export function meetingIdOf(jobId: string): string {
  return deterministicId(jobId, 'meeting');
}

export abstract class Meetings {
  /** Replaces the whole meeting of the job, if there was one. */
  abstract putTranscript(
    transaction: Transaction,
    jobId: string,
    outcome: TranscriptOutcome,
  ): Promise<{ readonly speakers: number; readonly segments: number }>;

  /** Replaces what an earlier analysis said. The transcript has to be there. */
  abstract putAnalysis(transaction: Transaction, jobId: string, outcome: AnalysisOutcome): Promise<void>;

  /** The public resource without words, as far as `transaction` sees it. */
  abstract read(transaction: Transaction, jobId: string): Promise<PublicMeeting>;

  /**
   * The public resource with words; undefined for a meeting that is not transcribed.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(meetingId: string): Promise<PublicMeeting | undefined>;
}
