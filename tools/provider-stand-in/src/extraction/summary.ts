import { introducedNames } from './introductions.js';
import { contentWords, sharedCount, type Sentence } from './sentences.js';

export interface Summary {
  readonly summary: string;
  readonly segmentIds: readonly string[];
}

const MIN_CONTENT_WORDS = 3;
const MAX_SENTENCES = 6;
const SHARE_OF_SENTENCES = 0.25;
/** Every sentence is compared with every other; longer meetings are first narrowed to their fullest sentences. */
const MAX_COMPARED = 600;
const DAMPING = 0.85;
const ROUNDS = 30;
const FIRST_PERSON = /\b(?:I|we|me|us|my|our)\b/i;

/**
 * A summary of sentences that were really said, in their order: those that share most words with the rest of the
 * meeting, ranked like pages by their links (after TextRank, Mihalcea & Tarau 2004). Sentences behind decisions and
 * action items count more. Where somebody speaks of himself, his name stands before it (`names`: by speaker label).
 */
export function summarise(
  sentences: readonly Sentence[],
  important: ReadonlySet<string>,
  names: ReadonlyMap<string, string> = new Map(),
): Summary {
  const candidates = sentences
    .map((sentence, index) => ({ sentence, index, words: new Set(contentWords(sentence.plain)) }))
    .filter(
      ({ sentence, words }) => words.size >= MIN_CONTENT_WORDS && introducedNames(sentence.text).length === 0,
    )
    .sort((a, b) => b.words.size - a.words.size)
    .slice(0, MAX_COMPARED);
  const scores = rank(candidates.map(({ words }) => words));
  const count = Math.min(MAX_SENTENCES, Math.max(1, Math.round(candidates.length * SHARE_OF_SENTENCES)));
  const picked = candidates
    .map((candidate, position) => ({
      ...candidate,
      score:
        scores[position]! *
        (important.has(candidate.sentence.text) ? 2 : 1) *
        (candidate.sentence.isQuestion ? 0.5 : 1),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence);
  return {
    summary: picked.map((sentence) => quoted(sentence, names)).join(' '),
    segmentIds: [...new Set(picked.map(({ segmentId }) => segmentId))],
  };
}

function quoted({ text, speaker }: Sentence, names: ReadonlyMap<string, string>): string {
  const sentence = /[.!?]$/.test(text) ? text : `${text}.`;
  const name = FIRST_PERSON.test(text) ? names.get(speaker) : undefined;
  return name ? `${name}: ${sentence}` : sentence;
}

function rank(words: readonly ReadonlySet<string>[]): readonly number[] {
  const links = words.map((own, i) => words.map((other, j) => (i === j ? 0 : similarity(own, other))));
  const totals = links.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let scores = words.map(() => 1);
  for (let round = 0; round < ROUNDS; round++) {
    const shares = scores.map((score, j) => (totals[j]! > 0 ? score / totals[j]! : 0));
    scores = links.map(
      (row) => 1 - DAMPING + DAMPING * row.reduce((sum, weight, j) => sum + weight * shares[j]!, 0),
    );
  }
  return scores;
}

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = sharedCount(a, b);
  return shared === 0 ? 0 : shared / (Math.log(a.size + 1) + Math.log(b.size + 1));
}
