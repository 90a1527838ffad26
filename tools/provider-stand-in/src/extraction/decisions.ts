import type { Evidence } from './action-items.js';
import { capitalise, overlap, type Sentence } from './sentences.js';

export interface Decision {
  readonly decision: string;
  readonly rationale: string | null;
  readonly decidedBy: readonly string[];
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

const VERB = String.raw`(?:decided|agreed|chosen|chose|settled|concluded|resolved|opted)`;
const LINK = String.raw`(?:\s+(?:that|on|upon|to go with|to go for|for|with))?`;
const rule = (pattern: string): RegExp => new RegExp(pattern, 'isu');

const CUES: readonly { readonly pattern: RegExp; readonly confidence: number }[] = [
  {
    pattern: rule(
      String.raw`\b(?:we|we've|we have|the team|the group|everyone|the board)\s+(?:(?:have|has|all|just|finally|now|already|also|jointly)\s+)*${VERB}${LINK}\s+(?<what>.+)$`,
    ),
    confidence: 0.7,
  },
  {
    pattern: rule(
      String.raw`\b(?:it is|it's|it was|it has been|it's been)\s+(?:(?:now|been|therefore)\s+)?(?:decided|agreed|settled|resolved)(?:\s+(?:that|on))?\s+(?<what>.+)$`,
    ),
    confidence: 0.65,
  },
  {
    pattern: rule(
      String.raw`\b(?:(?:the|our|my|final)\s+)+(?:decision|consensus|conclusion|verdict)\s+(?:is|was)(?:[:,])?(?:\s+(?:that|to go with))?\s+(?<what>.+)$`,
    ),
    confidence: 0.65,
  },
  {
    pattern: rule(
      String.raw`^(?:so\s+)?(?:consensus|decision)(?:\s+is|\s+was|\s*:)(?:\s+that)?\s+(?<what>.+)$`,
    ),
    confidence: 0.65,
  },
  {
    pattern: rule(
      String.raw`\b(?:there is|there's|we have|we've)\s+(?:a\s+)?(?:consensus|agreement)\s+(?:that|on|to)\s+(?<what>.+)$`,
    ),
    confidence: 0.65,
  },
  {
    pattern: rule(
      String.raw`\b(?:we are|we're|we will|we'll)\s+(?:(?:now|then|therefore)\s+)?(?<what>(?:going|go|going ahead|go ahead|sticking|stick|staying|stay|moving forward|move forward)\s+(?:with|for)\s+.+)$`,
    ),
    confidence: 0.6,
  },
  {
    pattern: rule(
      String.raw`^(?:(?:okay|ok|so|right|then|good|great|alright|all right)[,.]?\s+)*(?:let's|let us)\s+(?<what>(?:go|stick|stay)\s+with\s+.+)$`,
    ),
    confidence: 0.5,
  },
  {
    pattern: rule(
      String.raw`^(?:(?:okay|ok|so|right|then|good)[,.]?\s+)*(?:agreed|decided|settled|it's settled|that's settled)[:,]\s*(?:then\s+)?(?<what>.{8,})$`,
    ),
    confidence: 0.45,
  },
];

const UNDECIDED =
  /\b(?:not|never|n't|haven't|hasn't|didn't|don't|yet to)\s+(?:\w+\s+){0,2}(?:decided|decide|agreed|agree|settled|consensus|going with|chosen|a decision)\b|\bno (?:decision|consensus|agreement)\b|\b(?:nothing|nobody|no one)\b.*\b(?:decided|agreed)\b/i;
const NOT_NOW =
  /\b(?:if|unless|until|once|when|whether|before|should|could|would|might|maybe|perhaps|had)\s*(?:\S+\s+){0,3}$/i;
const ASKING =
  /^(?:(?:so|and|okay) )?(?:have|has|had|did|do|does|are|is|was|were|can|could|shall|should|what|who|when|why|how|which)\b/i;
const REASON =
  /[,;]?\s+(?:because|since|as|due to|in order to|so that|so (?=we|they|the|i\b))\s+(?<why>.{8,})$/i;
const REASON_SENTENCE =
  /^(?:that's |that is |this is )?(?:because|since|the reason is(?: that)?|the reason being)\s+(?<why>.{8,})$/i;
const ASSENT =
  /^(?:(?:yes|yeah|okay|sure|great|good|right)[,.]? )*(?:agreed|i agree|that works|works for|that sounds|sounds (?:good|great|fine|right)|fine (?:with|by) me|i'm (?:fine|good|happy) with|good idea|same here|yes$|absolutely|exactly|perfect|okay$|sure$)/i;
const REVERSAL =
  /\b(?:no,? we (?:didn't|did not|haven't)|let's not|i disagree|that's not what we (?:decided|agreed)|scratch that)\b/i;
const SAME_DECISION = 0.7;
const REPLIES = 3;

/** Finds what was said to be settled. Suggestions, questions and open points are no decisions. */
export function findDecisions(sentences: readonly Sentence[]): readonly Decision[] {
  const decisions: Decision[] = [];
  sentences.forEach((sentence, index) => {
    const found = matchCue(sentence);
    if (!found) return;
    const replies = sentences.slice(index + 1, index + 1 + REPLIES);
    const others = replies.filter(({ speaker }) => speaker !== sentence.speaker);
    if (others.some(({ plain }) => REVERSAL.test(plain))) return;
    const assent = others.filter(({ plain }) => ASSENT.test(plain));
    const evidence = [sentence, ...assent].map(({ segmentId, text }) => ({ segmentId, quote: text }));
    const decidedBy = [...new Set([sentence.speaker, ...assent.map(({ speaker }) => speaker)])];
    const confidence = Math.min(
      0.85,
      Math.round((found.confidence + (assent.length > 0 ? 0.1 : 0)) * 100) / 100,
    );
    const rationale = found.rationale ?? reasonNear(sentence, sentences[index + 1]);
    const same = decisions.findIndex(({ decision }) => overlap(decision, found.decision) >= SAME_DECISION);
    if (same === -1) decisions.push({ decision: found.decision, rationale, decidedBy, confidence, evidence });
    else decisions[same] = restated(decisions[same]!, { rationale, decidedBy, evidence });
  });
  return decisions;
}

function matchCue({
  text,
  isQuestion,
  plain,
}: Sentence): { decision: string; rationale: string | null; confidence: number } | undefined {
  if (isQuestion || ASKING.test(plain) || UNDECIDED.test(plain)) return undefined;
  const said = text.replaceAll('’', "'").replace(/[.!?\s]+$/, '');
  for (const { pattern, confidence } of CUES) {
    const match = pattern.exec(said);
    const what = match?.groups?.what;
    if (!match || !what || NOT_NOW.test(said.slice(0, match.index))) continue;
    const why = REASON.exec(what);
    const decision = capitalise(
      (why ? what.slice(0, why.index) : what).replace(/^to\s+(?=\p{L})/iu, '').replace(/[\s,;:]+$/, ''),
    );
    if (decision.split(/\s+/).length < 2) continue;
    return { decision, rationale: why?.groups?.why ? capitalise(why.groups.why) : null, confidence };
  }
  return undefined;
}

function reasonNear(sentence: Sentence, next: Sentence | undefined): string | null {
  if (next?.speaker !== sentence.speaker) return null;
  const why = REASON_SENTENCE.exec(next.text.replace(/[.!?\s]+$/, ''))?.groups?.why;
  return why ? capitalise(why) : null;
}

function restated(first: Decision, again: Pick<Decision, 'rationale' | 'decidedBy' | 'evidence'>): Decision {
  return {
    ...first,
    rationale: first.rationale ?? again.rationale,
    decidedBy: [...new Set([...first.decidedBy, ...again.decidedBy])],
    evidence: [...first.evidence, ...again.evidence],
  };
}
