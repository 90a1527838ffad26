import type { TranscriptCreated } from '@meeting-intelligence/contracts';
import { Grounding } from './grounding.js';
import type { Line } from './transcript-prompt.js';

/** What all four parts work on. */
export interface MeetingText {
  /** YYYY-MM-DD where the meeting took place; "by Friday" is counted from it. */
  readonly date: string;
  readonly lines: readonly Line[];
  readonly grounding: Grounding;
  readonly maxChars: number;
  /** Of people who are said to take part; from outside, like the words of the transcript. */
  readonly knownNames: readonly string[];
  /** How the summary shall be laid out, in the words of the CMS; null leaves it to us. */
  readonly summaryTemplate: string | null;
}

export function meetingText(
  { transcript, meeting }: TranscriptCreated['data'],
  maxChars: number,
): MeetingText {
  return {
    date: meeting.recordedAt.slice(0, 10),
    lines: transcript.segments.filter(({ text }) => text.trim() !== ''),
    grounding: new Grounding(transcript),
    maxChars,
    knownNames: meeting.speakerNames,
    summaryTemplate: meeting.summaryTemplate,
  };
}
