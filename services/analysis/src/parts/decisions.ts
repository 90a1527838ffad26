import type { Analysis } from '@meeting-intelligence/contracts';
import { z } from 'zod';
import { cleanText } from '../clean-text.js';
import { askOfMeeting, clamped, leftOut, type Part } from './part.js';

const schema = z.object({
  decisions: z.array(
    z.object({
      decision: z.string(),
      rationale: z.string().nullable(),
      decided_by: z.array(z.string()),
      confidence: z.number(),
      evidence: z.array(z.object({ segment_id: z.string(), quote: z.string() })),
    }),
  ),
});

const system = `Find the decisions: what the meeting settled. For each give what was decided as one sentence; why, where that was said;
the labels of the speakers who decided it; and the quotes that show it, each with the id of its segment. Proposals that
were not agreed on, opinions and tasks are no decisions. Give each decision once. An empty list is a good answer.`;

export const findDecisions: Part<Analysis['decisions']> = async (meeting, languageModel, signal) => {
  const { grounding } = meeting;
  const question = { name: 'decisions', schema, system };
  const { answers, model } = await askOfMeeting(question, meeting, languageModel, signal);
  const claims = answers.flatMap(({ decisions }) => decisions);
  const value = claims.flatMap((claim) => {
    const decision = cleanText(claim.decision, 500);
    const evidence = grounding.evidence(claim.evidence);
    if (decision === null || evidence.length === 0) return [];
    const decidedBy = claim.decided_by.flatMap((label) => grounding.label(label) ?? []);
    return [
      {
        decision,
        rationale: cleanText(claim.rationale, 1_000),
        decidedBy: [...new Set(decidedBy)],
        confidence: clamped(claim.confidence),
        evidence,
      },
    ];
  });
  return { value, degraded: leftOut(claims.length - value.length, claims.length, 'decisions'), model };
};
