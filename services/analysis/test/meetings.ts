import {
  transcriptCreated,
  type MeetingDetails,
  type Transcript,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { meetingText } from '../src/meeting-text.js';

/** A transcript of what the speakers say one after the other; the segments are s1, s2 … */
export function transcriptOf(...said: [speaker: string, text: string][]): Transcript {
  const segments = said.map(([speaker, text], index) => ({
    id: `s${index + 1}`,
    speaker,
    startMs: index * 1_000,
    endMs: (index + 1) * 1_000,
    text,
    confidence: 0.9,
    words: [],
  }));
  return { language: 'en', durationMs: said.length * 1_000, confidence: 0.9, segments };
}

export const planning = transcriptOf(
  ['A', 'This is Robert, good morning.'],
  ['B', 'Morning. This is Laura.'],
  ['A', 'We decided to keep the search page, because people use it.'],
  ['B', 'I will write the report by Friday.'],
);

/** As the runner hands it over; `details` are what the CMS said. */
export function created(transcript: Transcript, details: Partial<MeetingDetails> = {}): TranscriptCreated {
  const data = { ...transcriptCreated.example, transcript };
  const meeting = { ...data.meeting, speakerNames: [], ...details };
  const origin = { source: 'transcription', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
  return rootEvent(
    transcriptCreated(transcriptCreated.schema.parse({ ...data, meeting })),
    origin,
  ) as TranscriptCreated;
}

export function textOf(transcript: Transcript, maxChars = 400_000, details: Partial<MeetingDetails> = {}) {
  return meetingText(created(transcript, details).data, maxChars);
}
