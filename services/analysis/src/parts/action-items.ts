import type { Analysis } from '@meeting-intelligence/contracts';
import { z } from 'zod';
import { cleanText } from '../clean-text.js';
import { askOfMeeting, clamped, leftOut, type Part } from './part.js';

const schema = z.object({
  action_items: z.array(
    z.object({
      task: z.string(),
      owner_name: z.string().nullable(),
      owner_label: z.string().nullable(),
      due_text: z.string().nullable(),
      due_date: z.string().nullable().describe('YYYY-MM-DD'),
      confidence: z.number(),
      evidence: z.array(z.object({ segment_id: z.string(), quote: z.string() })),
    }),
  ),
});

const system = `Find the action items: what somebody in the meeting took on or was asked to do and did not turn down. For each give the
task as a short imperative; the owner's name, where it was said; the owner's speaker label, where the owner is one of the
speakers; when it is due in the words that were used, and as a date counted from the date of the meeting where that is certain; and
the quotes that show it, each with the id of its segment. Wishes, conditions and what is done already are no action items.
Give each action item once. An empty list is a good answer.`;

/** Owners are as claimed; `resolveOwners` brings them together with the names of the speakers. */
export const findActionItems: Part<Analysis['actionItems']> = async (meeting, languageModel, signal) => {
  const { grounding } = meeting;
  const question = { name: 'action_items', schema, system };
  const { answers, model } = await askOfMeeting(question, meeting, languageModel, signal);
  const claims = answers.flatMap(({ action_items }) => action_items);
  const value = claims.flatMap((claim) => {
    const task = cleanText(claim.task, 500);
    const evidence = grounding.evidence(claim.evidence);
    if (task === null || evidence.length === 0) return [];
    return [
      {
        task,
        owner: cleanText(claim.owner_name, 100),
        ownerLabel: grounding.label(claim.owner_label),
        dueText: cleanText(claim.due_text, 200),
        dueDate: isDate(claim.due_date) ? claim.due_date : null,
        confidence: clamped(claim.confidence),
        evidence,
      },
    ];
  });
  return { value, degraded: leftOut(claims.length - value.length, claims.length, 'action items'), model };
};

function isDate(claimed: string | null): claimed is string {
  return z.iso.date().safeParse(claimed).success;
}
