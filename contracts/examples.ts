/** One short meeting that the examples of all events tell. */
import type { z } from 'zod';
import type { engine, meetingDetails, recording, transcript } from './common.js';
import type { publicMeeting } from './meeting.js';

export const exampleJobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

export const exampleRecording: z.input<typeof recording> = {
  key: `recordings/${exampleJobId}`,
  filename: 'planning-meeting.ogg',
  contentType: 'audio/ogg',
  sizeBytes: 259_939,
  sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  durationMs: 76_733,
};

export const exampleMeetingDetails: z.input<typeof meetingDetails> = {
  title: 'Weekly planning',
  recordedAt: '2026-11-20T09:00:00Z',
  language: 'en',
  speakersExpected: null,
  metadata: { article: 4711 },
  externalId: 'article-4711',
  speakerNames: ['Robert'],
  vocabulary: ['Kubernetes'],
  analyses: ['speakers', 'summary', 'action_items', 'decisions'],
  summaryTemplate: null,
};

export const exampleTranscript: z.input<typeof transcript> = {
  language: 'en',
  durationMs: 4_000,
  confidence: 0.93,
  segments: [
    {
      id: 's1',
      speaker: 'A',
      startMs: 500,
      endMs: 2_000,
      text: 'This is Robert.',
      confidence: 0.93,
      words: [
        { text: 'This', startMs: 500, endMs: 800, confidence: 0.9 },
        { text: 'is', startMs: 800, endMs: 950, confidence: 0.98 },
        { text: 'Robert.', startMs: 950, endMs: 2_000, confidence: 0.91 },
      ],
    },
  ],
};

export const exampleSpeechEngine: z.input<typeof engine> = { provider: 'assemblyai', model: 'universal' };
export const exampleLanguageEngine: z.input<typeof engine> = { provider: 'openai', model: 'gpt-5-mini' };

const ok = { status: 'ok', reason: null } as const;

export const exampleMeeting: z.input<typeof publicMeeting> = {
  id: '0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11',
  job_id: exampleJobId,
  title: 'Weekly planning',
  recorded_at: '2026-11-20T09:00:00.000Z',
  language: 'en',
  duration_ms: 4_000,
  summary: 'Robert opened the meeting.',
  speakers: [
    {
      id: 'A',
      label: 'A',
      name: 'Robert',
      name_source: 'analysis',
      confidence: 0.9,
      talk_time_ms: 1_500,
      turns: 1,
    },
  ],
  segments: [
    {
      id: 's1',
      speaker_id: 'A',
      speaker: 'Robert',
      start_ms: 500,
      end_ms: 2_000,
      text: 'This is Robert.',
      confidence: 0.93,
    },
  ],
  action_items: [],
  decisions: [],
  artifacts: { speakers: ok, summary: ok, action_items: ok, decisions: ok },
  engine: { transcription: exampleSpeechEngine, analysis: exampleLanguageEngine },
  metadata: { article: 4711 },
  external_id: 'article-4711',
  analyses: ['speakers', 'summary', 'action_items', 'decisions'],
};
