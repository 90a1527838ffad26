import { findDueDate, type DueDate } from './due-dates.js';
import { findAnswer, findCue, isHypothetical, type Cue } from './action-rules.js';
import type { Participants, Person } from './participants.js';
import { capitalise, overlap, type Sentence } from './sentences.js';

export interface Evidence {
  readonly segmentId: string;
  readonly quote: string;
}

export interface ActionItem {
  readonly task: string;
  readonly owner: Person | undefined;
  readonly due: DueDate | undefined;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

interface Candidate {
  task: string;
  readonly kind: Cue['kind'];
  readonly askedBy: string;
  readonly index: number;
  owner: Person | undefined;
  due: DueDate | undefined;
  confidence: number;
  evidence: Evidence[];
  /** Questions and wishes only count once somebody takes them on. */
  stands: boolean;
}

/** On snippets the rules had never seen, about two of three findings were right (offline-engine.md §3). */
const CONFIDENCE = { commitment: 0.6, assignment: 0.55, request: 0.5, open: 0.4 } as const;
const ACCEPTED_BONUS = 0.15;
const DUE_BONUS = 0.1;
const GUESSED_NAME_PENALTY = 0.2;
/** An answer later than this belongs to something else. */
const ANSWER_WITHIN_SENTENCES = 4;
const SAME_TASK = 0.66;

const NEW_CLAUSE =
  /,?\s+(?:and|but|so)\s+(?=(?:i'll|i will|we'll|we will|can you|could you|please|\p{L}+ will|\p{L}+, can you|\p{L}+ can you|\p{L}+ could you)\b)/iu;

/** Follows a meeting sentence by sentence: who is asked for what, who takes it on, and by when. */
export function findActionItems(
  sentences: readonly Sentence[],
  participants: Participants,
  meetingDate: string | undefined,
): readonly ActionItem[] {
  const candidates: Candidate[] = [];
  sentences.forEach((sentence, index) => {
    if (isLeftHanging(sentences[index - 1], sentence)) return;
    const said = sentence.text.replaceAll('’', "'").replace(/[.!?\s]+$/, '');
    let before = '';
    for (const clause of said.split(NEW_CLAUSE)) {
      const due = findDueDate(clause, meetingDate);
      const cue = isHypothetical(before) ? undefined : findCue(clause, due !== undefined);
      before += `${clause} `;
      if (answersEarlier(candidates, sentence, clause, cue, due, index, participants)) continue;
      if (!cue) continue;
      const candidate = toCandidate(cue, sentence, sentences[index - 1], due, index, participants);
      if (candidate) mergeOrAdd(candidates, candidate);
    }
  });
  return candidates
    .filter(({ stands }) => stands)
    .map(({ task, owner, due, confidence, evidence }) => ({
      task,
      owner,
      due,
      evidence,
      confidence: confidenceOf(confidence, owner, due),
    }));
}

/** "If it fails" — pause — "I'll roll it back": the condition came as a sentence of its own. */
function isLeftHanging(previous: Sentence | undefined, sentence: Sentence): boolean {
  if (previous?.speaker !== sentence.speaker) return false;
  return (
    /^(?:(?:and|but|so|then) )?(?:if|unless|in case|assuming)\b/.test(previous.plain) &&
    previous.plain.split(' ').length <= 8 &&
    !previous.text.includes(',')
  );
}

function answersEarlier(
  candidates: readonly Candidate[],
  sentence: Sentence,
  clause: string,
  cue: Cue | undefined,
  due: DueDate | undefined,
  index: number,
  participants: Participants,
): boolean {
  const answer = findAnswer(clause, cue);
  const asked = candidates.findLast(
    (candidate) =>
      index - candidate.index <= ANSWER_WITHIN_SENTENCES &&
      candidate.kind !== 'commitment' &&
      (candidate.askedBy !== sentence.speaker || candidate.kind === 'open'),
  );
  if (!answer) return false;
  if (!asked) return answer === 'accepts';
  if (answer === 'refuses') {
    if (asked.owner?.label === sentence.speaker || !asked.owner?.label) asked.owner = undefined;
    return true;
  }
  // "Sure" answers a request to oneself; it takes on neither an open question nor somebody else's task.
  const forMe = !asked.owner?.label || asked.owner.label === sentence.speaker;
  if (answer === 'assents' && (asked.kind !== 'request' || !forMe || asked.owner?.name !== asked.owner?.name))
    return false;
  const saysMore = answer === 'assents' && cue !== undefined;
  if (saysMore && overlap(cue.task, asked.task) < SAME_TASK) return false;
  if (!asked.stands || answer !== 'assents' || forMe) {
    const keepsName = asked.owner && !asked.owner.label && !participants.speaking(sentence.speaker).name;
    asked.owner = keepsName
      ? { ...asked.owner!, label: sentence.speaker }
      : participants.speaking(sentence.speaker);
  }
  asked.due ??= due;
  asked.confidence += ACCEPTED_BONUS;
  asked.stands = true;
  asked.evidence.push({ segmentId: sentence.segmentId, quote: sentence.text });
  return true;
}

function toCandidate(
  cue: Cue,
  sentence: Sentence,
  previous: Sentence | undefined,
  due: DueDate | undefined,
  index: number,
  participants: Participants,
): Candidate | undefined {
  const owner = ownerOf(cue, sentence, previous, participants);
  if (cue.kind === 'assignment' && !owner) return undefined;
  const trailing = cue.kind === 'request' && !owner ? trailingName(cue.task, participants) : undefined;
  const task = toTask(trailing ? cue.task.replace(/[,\s]+[\p{L}'-]+$/u, '') : cue.task, due);
  if (!/\p{L}{2}/u.test(task)) return undefined;
  const isFirm = cue.kind !== 'commitment' || cue.isFirm;
  return {
    task,
    kind: cue.kind,
    askedBy: sentence.speaker,
    index,
    owner: owner ?? trailing,
    due,
    confidence: CONFIDENCE[cue.kind] - (isFirm ? 0 : 0.2),
    evidence: [{ segmentId: sentence.segmentId, quote: sentence.text }],
    stands: isFirm ? cue.kind !== 'open' : due !== undefined,
  };
}

function ownerOf(
  cue: Cue,
  sentence: Sentence,
  previous: Sentence | undefined,
  participants: Participants,
): Person | undefined {
  if (cue.kind === 'commitment') return participants.speaking(sentence.speaker);
  if (cue.kind === 'open') return undefined;
  if (cue.called) return participants.called(cue.called);
  // "Laura." — pause — "Please prepare the test data."
  const name =
    previous?.speaker === sentence.speaker
      ? /^(?:(?:and|so|okay) )?([\p{L}'-]+)$/u.exec(previous.plain)?.[1]
      : undefined;
  return name ? participants.called(name) : undefined;
}

function trailingName(task: string, participants: Participants): Person | undefined {
  const last = /[,\s]([\p{L}'-]+)$/u.exec(task)?.[1];
  return last ? participants.called(last) : undefined;
}

function toTask(words: string, due: DueDate | undefined): string {
  const withoutDue = due ? words.replace(due.text, ' ') : words;
  const clean = withoutDue
    .replace(/,?\s+(?:because|but|so that|so (?:we|i|they|you|the)|if|otherwise|and then)\b.*$/is, '')
    .replace(/\s+/g, ' ')
    .replace(/^(?:please|then|also) /i, '')
    .replace(/[\s,;:-]*\b(?:please|okay|ok|then|for me|for us|right|thanks|thank you)$/i, '')
    .replace(/[\s,;:-]+$/, '')
    // "… the slides for Monday": the day is gone, so its preposition goes too.
    .replace(due ? /\s+(?:for|on|by|before|until|till|in|at|the)$/i : /$^/, '')
    .trim();
  return capitalise(clean);
}

function mergeOrAdd(candidates: Candidate[], candidate: Candidate): void {
  const same = candidates.findLast(
    (earlier) =>
      overlap(earlier.task, candidate.task) >= SAME_TASK && compatible(earlier.owner, candidate.owner),
  );
  if (!same) {
    candidates.push(candidate);
    return;
  }
  if (!same.stands && candidate.stands) {
    // The question is replaced by what came of it.
    candidates[candidates.indexOf(same)] = { ...candidate, due: candidate.due ?? same.due };
    return;
  }
  same.owner ??= candidate.owner;
  same.due ??= candidate.due;
  if (candidate.stands) same.evidence.push(...candidate.evidence);
}

function compatible(a: Person | undefined, b: Person | undefined): boolean {
  if (!a || !b) return true;
  return a.label !== null && b.label !== null ? a.label === b.label : a.name === b.name;
}

function confidenceOf(base: number, owner: Person | undefined, due: DueDate | undefined): number {
  const value = base + (due ? DUE_BONUS : 0) - (owner?.isGuess ? GUESSED_NAME_PENALTY : 0);
  return Math.round(Math.min(0.85, Math.max(0.1, value)) * 100) / 100;
}
