/** The public resource: a meeting exactly as the API and the webhooks show it (snake_case). */
import { z } from 'zod';
import { allAnalyses, analysisPart, artifactStatus, engine } from './common.js';

const confidence = z.number().min(0).max(1).nullable();
const milliseconds = z.int().min(0);

const publicEvidence = z.object({ segment_id: z.string(), start_ms: milliseconds, quote: z.string() });

export const publicSpeaker = z.object({
  id: z.string(),
  label: z.string().describe('diarization label: A, B, …'),
  name: z.string().nullable(),
  name_source: z.enum(['analysis', 'human']).nullable(),
  confidence,
  talk_time_ms: milliseconds,
  turns: z.int().min(0),
});

export const publicSegment = z.object({
  id: z.string(),
  speaker_id: z.string(),
  speaker: z.string().describe('the name where known, else "Speaker A"'),
  start_ms: milliseconds,
  end_ms: milliseconds,
  text: z.string(),
  confidence,
  words: z
    .array(z.object({ text: z.string(), start_ms: milliseconds, end_ms: milliseconds, confidence }))
    .optional()
    .describe('in the API, not in webhooks'),
});

export const publicActionItem = z.object({
  id: z.string(),
  task: z.string(),
  owner: z.string().nullable(),
  owner_speaker_id: z.string().nullable(),
  due_text: z.string().nullable().describe('as it was said: "by Friday"'),
  due_date: z.iso.date().nullable(),
  confidence,
  evidence: z.array(publicEvidence),
});

export const publicDecision = z.object({
  id: z.string(),
  decision: z.string(),
  rationale: z.string().nullable(),
  decided_by: z.array(z.string()),
  confidence,
  evidence: z.array(publicEvidence),
});

export const publicArtifacts = z.object({
  speakers: artifactStatus,
  summary: artifactStatus,
  action_items: artifactStatus,
  decisions: artifactStatus,
});

export const publicMeeting = z.object({
  id: z.uuid(),
  job_id: z.uuid(),
  title: z.string().nullable(),
  recorded_at: z.iso.datetime(),
  language: z.string(),
  duration_ms: milliseconds,
  summary: z.string().nullable(),
  speakers: z.array(publicSpeaker),
  segments: z.array(publicSegment),
  action_items: z.array(publicActionItem),
  decisions: z.array(publicDecision),
  artifacts: publicArtifacts.nullable().describe('null until the analysis has arrived'),
  engine: z.object({ transcription: engine, analysis: engine.nullable() }),
  metadata: z.record(z.string(), z.unknown()),
  // Both are missing from the events of builds that did not know them.
  external_id: z.string().nullable().default(null).describe('as it was submitted'),
  analyses: z
    .array(analysisPart)
    .default([...allAnalyses])
    .describe('what was asked for; the artifacts of the others are skipped'),
});
export type PublicMeeting = z.infer<typeof publicMeeting>;
export type PublicArtifacts = z.infer<typeof publicArtifacts>;
