import { asName, isFirstName } from './first-names.js';
import { introducedNames } from './introductions.js';
import type { Sentence } from './sentences.js';
import type { Segment } from '../chat/transcript-block.js';

export interface SpeakerName {
  readonly label: string;
  readonly name: string | null;
  readonly confidence: number;
  readonly segmentIds: readonly string[];
}

const INTRODUCED = 0.9;
const ADDRESSED = 0.5;
const MIN_TIMES_ADDRESSED = 2;
const ADDRESS =
  /^(?:thanks|thank you|okay|so|and)?,? ?([\p{L}'-]+),? (?:can|could|would|will|what|how|do|did|are|please)\b/u;

/** Names by what speakers say about themselves; failing that, by who answers when a name is called. */
export function nameSpeakers(
  segments: readonly Segment[],
  sentences: readonly Sentence[],
): readonly SpeakerName[] {
  const labels = [...new Set(segments.map(({ speaker }) => speaker))];
  const taken = new Set<string>();
  const introduced = new Map<string, SpeakerName>();
  for (const { id, speaker, text } of segments) {
    const name = introducedNames(text)[0];
    if (!name || introduced.has(speaker) || taken.has(name)) continue;
    taken.add(name);
    introduced.set(speaker, { label: speaker, name, confidence: INTRODUCED, segmentIds: [id] });
  }
  const addressed = nameByAnswers(sentences, taken);
  return labels.map((label) => {
    const known = introduced.get(label) ?? addressed.get(label);
    return known ?? { label, name: null, confidence: 0, segmentIds: [] };
  });
}

function nameByAnswers(sentences: readonly Sentence[], taken: ReadonlySet<string>): Map<string, SpeakerName> {
  const votes = new Map<string, { label: string; name: string; segmentIds: Set<string> }>();
  sentences.forEach((sentence, index) => {
    const called = ADDRESS.exec(sentence.plain)?.[1];
    const answer = sentences[index + 1];
    if (!called || !answer || answer.speaker === sentence.speaker || !isFirstName(called)) return;
    const name = asName(called);
    if (taken.has(name)) return;
    const key = `${answer.speaker} ${name}`;
    const vote = votes.get(key) ?? { label: answer.speaker, name, segmentIds: new Set<string>() };
    votes.set(key, { ...vote, segmentIds: vote.segmentIds.add(sentence.segmentId) });
  });
  const result = new Map<string, SpeakerName>();
  const ranked = [...votes.values()].sort((a, b) => b.segmentIds.size - a.segmentIds.size);
  for (const { label, name, segmentIds } of ranked) {
    const nameUsed = [...result.values()].some((other) => other.name === name);
    if (segmentIds.size < MIN_TIMES_ADDRESSED || result.has(label) || nameUsed) continue;
    result.set(label, { label, name, confidence: ADDRESSED, segmentIds: [...segmentIds] });
  }
  return result;
}
