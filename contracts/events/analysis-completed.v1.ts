import { z } from 'zod';
import { artifactStatus, engine, evidence } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleLanguageEngine } from '../examples.js';

const confidence = z.number().min(0).max(1);

export const analysis = z.object({
  speakers: z.array(z.object({ label: z.string(), name: z.string().nullable(), confidence })),
  summary: z.string().nullable(),
  actionItems: z.array(
    z.object({
      task: z.string(),
      owner: z.string().nullable().describe('a name, as it was said or as the speaker is called'),
      ownerLabel: z.string().nullable().describe('diarization label, where the owner is one of the speakers'),
      dueText: z.string().nullable(),
      dueDate: z.iso.date().nullable(),
      confidence,
      evidence: z.array(evidence),
    }),
  ),
  decisions: z.array(
    z.object({
      decision: z.string(),
      rationale: z.string().nullable(),
      decidedBy: z.array(z.string()).describe('diarization labels'),
      confidence,
      evidence: z.array(evidence),
    }),
  ),
});
export type Analysis = z.infer<typeof analysis>;

export const analysisCompleted = defineEvent({
  type: 'analysis.completed.v1',
  summary:
    'The analysis ended. Each artifact says for itself whether it succeeded; the event comes in every case.',
  schema: z.object({
    analysis,
    artifacts: z.object({
      speakers: artifactStatus,
      summary: artifactStatus,
      actionItems: artifactStatus,
      decisions: artifactStatus,
    }),
    engine: engine.nullable(),
  }),
  example: {
    analysis: {
      speakers: [{ label: 'A', name: 'Robert', confidence: 0.9 }],
      summary: 'Robert opened the meeting.',
      actionItems: [],
      decisions: [],
    },
    artifacts: {
      speakers: { status: 'ok', reason: null },
      summary: { status: 'ok', reason: null },
      actionItems: { status: 'ok', reason: null },
      decisions: { status: 'failed', reason: 'the language model refused to answer' },
    },
    engine: exampleLanguageEngine,
  },
});
export type AnalysisCompleted = EventOf<typeof analysisCompleted>;
