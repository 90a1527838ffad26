/** Shapes that several events share. Event data is camelCase; what a CMS sees is in `meeting.ts`. */
import { z } from 'zod';

export const stage = z.enum(['transcription', 'analysis', 'persistence']);
export type Stage = z.infer<typeof stage>;

/** How a job ends. A generation of a job has exactly one of them. */
export const jobOutcome = z.enum(['completed', 'failed', 'cancelled']);
export type JobOutcome = z.infer<typeof jobOutcome>;

/** A stored recording; `key` is its name in the object store that all services share. */
export const recording = z.object({
  key: z.string().min(1),
  filename: z.string(),
  contentType: z.string().describe('as sniffed from the first bytes, not as the client named it'),
  sizeBytes: z.int().positive(),
  sha256: z.string().length(64),
  durationMs: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('as decoded, whatever the file says of itself; null from builds that did not measure'),
});
export type Recording = z.infer<typeof recording>;

/** A part of the analysis, by its public name; whoever says nothing gets all of them. */
export const analysisPart = z.enum(['speakers', 'summary', 'action_items', 'decisions']);
export type AnalysisPart = z.infer<typeof analysisPart>;
export const allAnalyses: readonly AnalysisPart[] = analysisPart.options;

/**
 * What the CMS said about the meeting; carried along so that no service has to ask another. What has a default is missing
 * from the events of builds that did not know it.
 */
export const meetingDetails = z.object({
  title: z.string().nullable(),
  recordedAt: z.iso
    .datetime({ offset: true })
    .describe('when the meeting took place; the upload time if the CMS did not say'),
  language: z.string().nullable().describe('BCP 47; null asks the provider to detect it'),
  speakersExpected: z.int().min(1).max(32).nullable(),
  metadata: z.record(z.string(), z.unknown()).describe('echoed back unread'),
  externalId: z
    .string()
    .min(1)
    .max(255)
    .nullable()
    .default(null)
    .describe('what the CMS calls the meeting; echoed back'),
  speakerNames: z
    .array(z.string().min(1).max(100))
    .max(32)
    .default([])
    .describe('of people who are said to take part, known beforehand'),
  vocabulary: z.array(z.string().min(1).max(50)).max(200).default([]).describe('words hard to recognise'),
  analyses: z
    .array(analysisPart)
    .default([...allAnalyses])
    .describe('what is looked for in the transcript; empty: nothing, the transcript is all that is wanted'),
  summaryTemplate: z.string().min(1).max(4_000).nullable().default(null).describe('form of the summary'),
});
export type MeetingDetails = z.infer<typeof meetingDetails>;

export const word = z.object({
  text: z.string(),
  startMs: z.int().min(0),
  endMs: z.int().min(0),
  confidence: z.number().min(0).max(1),
});
export type Word = z.infer<typeof word>;

/** One uninterrupted utterance of one speaker. */
export const segment = z.object({
  id: z.string().describe('unique in the meeting, in order of time: s1, s2, …'),
  speaker: z.string().describe('diarization label: A, B, …'),
  startMs: z.int().min(0),
  endMs: z.int().min(0),
  text: z.string(),
  confidence: z.number().min(0).max(1),
  words: z.array(word),
});
export type Segment = z.infer<typeof segment>;

export const transcript = z.object({
  language: z.string(),
  durationMs: z.int().min(0),
  confidence: z.number().min(0).max(1),
  segments: z.array(segment),
});
export type Transcript = z.infer<typeof transcript>;

/** What made a result, in the provider's own words. */
export const engine = z.object({
  provider: z.string().describe('whose API was spoken: assemblyai, openai'),
  model: z.string().describe('as the provider named it in its answer'),
});
export type Engine = z.infer<typeof engine>;

/** Where in the transcript something was said; the quote stands in that segment word for word. */
export const evidence = z.object({ segmentId: z.string(), quote: z.string() });
export type Evidence = z.infer<typeof evidence>;

export const artifactStatus = z.object({
  status: z.enum(['ok', 'degraded', 'failed', 'skipped']),
  reason: z.string().nullable(),
});
export type ArtifactStatus = z.infer<typeof artifactStatus>;

export const jobError = z.object({
  code: z.string().describe('a code from docs/errors.md'),
  message: z.string(),
  retryable: z.boolean(),
  stage,
});
export type JobError = z.infer<typeof jobError>;
