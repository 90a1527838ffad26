import type { Analysis } from '@meeting-intelligence/contracts';
import { z } from 'zod';
import { cleanText } from '../clean-text.js';
import type { Grounding } from '../grounding.js';
import { askOfMeeting, clamped, type Part } from './part.js';

const schema = z.object({
  speakers: z.array(
    z.object({
      label: z.string(),
      name: z.string().nullable(),
      confidence: z.number(),
      segment_ids: z.array(z.string()),
    }),
  ),
});
type Claim = z.infer<typeof schema>['speakers'][number];

const system = `Find out what each speaker is called. For each speaker label give the name, or null when the transcript does not
tell it, and the ids of the segments that tell it: the speaker says their own name, or is addressed by it and answers.
A name that is only talked about belongs to nobody present. Never guess.`;

export const findSpeakerNames: Part<Analysis['speakers']> = async (meeting, languageModel, signal) => {
  const question = { name: 'speaker_names', schema, system };
  const { answers, model } = await askOfMeeting(question, meeting, languageModel, signal);
  const claims = answers
    .flatMap(({ speakers }) => speakers)
    .filter(({ name }) => cleanText(name, 100) !== null);
  const grounded = claims
    .filter((claim) => isGrounded(claim, meeting.grounding))
    .sort((a, b) => b.confidence - a.confidence);
  const value = meeting.grounding.labels.map((label) => {
    const claim = grounded.find((candidate) => meeting.grounding.label(candidate.label) === label);
    return claim
      ? { label, name: cleanText(claim.name, 100), confidence: clamped(claim.confidence) }
      : { label, name: null, confidence: 0 };
  });
  const dropped = claims.length - grounded.length;
  const degraded =
    dropped > 0
      ? `${dropped} of ${claims.length} names were left out: the transcript does not tell them`
      : null;
  return { value, degraded, model };
};

/** Nobody is called what nobody said: the first word of the name has to stand in the transcript. */
function isGrounded({ label, name, segment_ids }: Claim, grounding: Grounding): boolean {
  const [firstName = ''] = (name ?? '').trim().split(/\s+/);
  return grounding.label(label) !== null && grounding.anySegment(segment_ids) && grounding.wasSaid(firstName);
}
