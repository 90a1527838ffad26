import {
  analysisCompleted,
  jobCancelled,
  jobErased,
  transcriptCreated,
  type Envelope,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';

function event(jobId: string, draft: EventDraft, generation: number): Envelope {
  return rootEvent(draft, { source: 'test', subject: jobId, owner: 'cms', generation });
}

export const transcribed = (jobId: string, data = transcriptCreated.example, generation = 1) =>
  event(jobId, transcriptCreated(data), generation);
export const analysed = (jobId: string, data = analysisCompleted.example, generation = 1) =>
  event(jobId, analysisCompleted(data), generation);

export const cancelled = (jobId: string, generation = 1) => event(jobId, jobCancelled({}), generation);

export const erased = (jobId: string, generation = 1) => event(jobId, jobErased({}), generation);

export const twoSpeakers: typeof transcriptCreated.example = {
  ...transcriptCreated.example,
  transcript: {
    language: 'en',
    durationMs: 9_000,
    confidence: 0.9,
    segments: [
      said('s1', 'A', 0, 2_000, 'This is Robert.'),
      said('s2', 'B', 2_000, 5_000, 'We ship on Friday.'),
      said('s3', 'B', 5_500, 6_000, 'I write the notes.'),
      said('s4', 'A', 6_000, 7_000, 'Agreed.'),
    ],
  },
};

export const fullAnalysis: typeof analysisCompleted.example = {
  ...analysisCompleted.example,
  analysis: {
    speakers: [
      { label: 'A', name: 'Robert', confidence: 0.9 },
      { label: 'B', name: null, confidence: 0 },
      { label: 'Z', name: 'Nobody', confidence: 1 },
    ],
    summary: 'They ship on Friday.',
    actionItems: [
      {
        task: 'Write the notes',
        owner: 'Speaker B',
        ownerLabel: 'B',
        dueText: 'by Friday',
        dueDate: '2026-11-27',
        confidence: 0.8,
        evidence: [
          { segmentId: 's3', quote: 'I write the notes.' },
          { segmentId: 's99', quote: 'never said' },
        ],
      },
    ],
    decisions: [
      {
        decision: 'Ship on Friday',
        rationale: null,
        decidedBy: ['A', 'B', 'Z'],
        confidence: 0.7,
        evidence: [{ segmentId: 's2', quote: 'We ship on Friday.' }],
      },
    ],
  },
};

export function said(id: string, speaker: string, startMs: number, endMs: number, text: string) {
  const words = text.split(' ').map((word) => ({ text: word, startMs, endMs, confidence: 0.9 }));
  return { id, speaker, startMs, endMs, text, confidence: 0.9, words };
}
