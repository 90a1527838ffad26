/**
 * The phrase rules: what in one clause sounds like a task, and whose. Nothing here knows the rest of the meeting; who
 * answered what is followed in `action-items.ts`.
 */
export type Cue =
  /** "I will …": the speaker's own promise. */
  | { readonly kind: 'commitment'; readonly task: string; readonly isFirm: boolean }
  /** "Anna, can you …": somebody else is asked. */
  | { readonly kind: 'request'; readonly task: string; readonly called: string | undefined }
  /** "Anna will …", "the action item for Anna is …". */
  | { readonly kind: 'assignment'; readonly task: string; readonly called: string }
  /** "Who will …?", "somebody has to …": a task in search of an owner. */
  | { readonly kind: 'open'; readonly task: string };

const OPENING = String.raw`(?:(?:okay|ok|so|and|but|great|good|thanks|thank you|right|well|also|now|then|alright|all right|sure|yes|yeah|perfect|fine)[,.]?\s+)*`;
const EMPHASIS = String.raw`(?:(?:also|then|just|definitely|personally|quickly|certainly|probably|please|try to|make sure to|go ahead and|be sure to|have to|need to)\s+)*`;
const TASK = String.raw`${EMPHASIS}(?<task>(?<verb>[\p{L}]+(?:-\p{L}+)?)\b.*)$`;
const rule = (pattern: string): RegExp => new RegExp(pattern, 'isu');

const COMMITMENT = rule(
  String.raw`\b(?<lead>i will|i'll|i shall|i am going to|i'm going to|i am gonna|i'm gonna|i need to|i have to|i must|i can|let me)\s+${TASK}`,
);
const REQUEST = rule(
  String.raw`^${OPENING}(?:(?<called>[\p{L}'-]+)[,.?]?\s+)?(?:(?:can|could|would|will)\s+you\s+|please[,]?\s+|i need you to\s+|i would like you to\s+|i'd like you to\s+|i want you to\s+)${TASK}`,
);
const ASSIGNMENT = rule(
  String.raw`(?:^${OPENING}|\b(?:and|that|so|then)\s+)(?<called>\p{L}[\p{L}-]+)(?:\s+(?:will|is going to|needs to|has to|should|must|is to|agreed to|volunteered to|offered to)|'ll)\s+${TASK}`,
);
const OWNERSHIP = rule(
  String.raw`^${OPENING}(?<called>\p{L}[\p{L}-]+)\s+(?:is responsible for|owns|takes over|takes care of)\s+(?<task>.+)$`,
);
const ACTION_ITEM = rule(
  String.raw`\b(?:action item|action|task|to-do|todo)\s+(?:for|on)\s+(?<called>\p{L}[\p{L}-]+)(?:\s+is)?[:,]?\s+(?:to\s+)?${TASK}`,
);
const OPEN = [
  rule(
    String.raw`^${OPENING}who\s+(?:will|can|could|is going to|would like to|wants to|has time to|should)\s+${TASK}`,
  ),
  rule(
    String.raw`^${OPENING}(?:someone|somebody|anyone|anybody|one of us|one of you|can someone|can somebody|can anyone|could someone|could somebody|could anyone)\s+(?:(?:should|needs to|need to|has to|must|will|can|could|please)\s+)?${TASK}`,
  ),
  rule(String.raw`\b(?:we|we still|we really|we also)\s+(?:need to|have to|must|should|ought to)\s+${TASK}`),
  rule(
    String.raw`^${OPENING}(?<task>.{4,80}?\s+(?:still\s+)?(?:needs|need|has|have)\s+to\s+be\s+\p{L}+(?:ed|en|ne|nt|t|n)\b.*)$`,
  ),
];

/** Verbs of talk, state and courtesy: "I'll be there", "can you hear me", "please go ahead" leave nothing to do. */
const NO_TASK = new Set(
  (
    'be have see think know need want like love say hope guess agree admit assume wait miss leave go come attend join stay ' +
    'talk speak stop pass mention repeat explain skip not never hear believe imagine remember remind hold mute unmute ' +
    'continue proceed note welcome feel excuse sit keep understand tell ask show share allow forgive pardon only still ' +
    'consider decide discuss move win lose find begin start end finish always ever try help just a an the it that this ' +
    'you we i is are was all let get bear apologise apologize interrupt mind'
  ).split(' '),
);
/** Of these, an object makes a task: "show the figures to the board by Friday" against "let me show you". */
const TASK_WITH_DUE = new Set([
  'share',
  'show',
  'ask',
  'tell',
  'finish',
  'find',
  'move',
  'get',
  'start',
  'remind',
  'have',
  'decide',
  'help',
  'try',
  'let',
  'discuss',
]);
const OBJECT_VERBS = new Set([
  'ask',
  'find',
  'finish',
  'move',
  'remind',
  'share',
  'start',
  'get',
  'keep',
  'help',
]);
/** Talking is no task, but contacting somebody is. */
const CONTACT =
  /^(?:(?:talk|speak) (?:to|with) (?!you\b|me\b|us\b)\p{L}+|let (?!you\b|me\b|us\b)\p{L}+.* know\b)/iu;
const VAGUE_OBJECT =
  /^\p{L}+(?:\s+(?:with|in|out|on|up))?\s+(?:you|me|us|it|that|this|here|there|now|again|back|all|my screen|a (?:moment|minute|second)|one (?:moment|minute|second)|questions?)\b/iu;

const NEVER_CALLED =
  /^(?:what|how|when|where|why|which|who|if|that|do|did|so|and|but|it|this|there|they|he|she|we|i|you|as|or|not)$/i;
const CONDITION =
  /\b(?:if|unless|in case|assuming|suppose|supposing|whether|would have|could have|should have|wish|when|once)\b/i;
const REPORTED = /\b(?:said|says|told (?:me|us|him|her|them)|thought|promised|asked|claims?)\b/i;

/** A clause on a condition or in somebody else's mouth promises nothing. */
export function isHypothetical(before: string): boolean {
  return CONDITION.test(before) || REPORTED.test(before);
}

export function findCue(clause: string, hasDue: boolean): Cue | undefined {
  const isTask = (
    match: RegExpExecArray | null,
  ): match is RegExpExecArray & { groups: Record<string, string> } =>
    match?.groups !== undefined &&
    !isHypothetical(clause.slice(0, match.index)) &&
    leavesSomethingToDo(match.groups, hasDue);

  const actionItem = ACTION_ITEM.exec(clause) ?? OWNERSHIP.exec(clause);
  if (isTask(actionItem) && !NEVER_CALLED.test(actionItem.groups.called!)) {
    return { kind: 'assignment', task: actionItem.groups.task!, called: actionItem.groups.called! };
  }
  const open = OPEN.map((pattern) => pattern.exec(clause)).find(isTask);
  if (open) return { kind: 'open', task: open.groups.task! };
  const request = REQUEST.exec(clause);
  if (isTask(request) && !NEVER_CALLED.test(request.groups.called ?? '')) {
    return { kind: 'request', task: request.groups.task!, called: request.groups.called };
  }
  const commitment = COMMITMENT.exec(clause);
  if (isTask(commitment)) {
    const lead = commitment.groups.lead!.toLowerCase();
    const isFirm = !/^(?:i can|let me|i need to|i have to|i must)$/.test(lead);
    return { kind: 'commitment', task: commitment.groups.task!, isFirm };
  }
  const assignment = ASSIGNMENT.exec(clause);
  if (isTask(assignment) && !NEVER_CALLED.test(assignment.groups.called!)) {
    return { kind: 'assignment', task: assignment.groups.task!, called: assignment.groups.called! };
  }
  return undefined;
}

function leavesSomethingToDo({ verb, task }: Record<string, string | undefined>, hasDue: boolean): boolean {
  if (!verb || !task) return task !== undefined;
  const plain = verb.toLowerCase();
  const words = task.trim().split(/\s+/).length;
  if (CONTACT.test(task)) return true;
  if (!NO_TASK.has(plain)) return words >= 2 || hasDue;
  if (hasDue && TASK_WITH_DUE.has(plain) && words >= 3) return true;
  return OBJECT_VERBS.has(plain) && words >= 3 && !VAGUE_OBJECT.test(task);
}

/** What may follow "it" without making it part of a longer object, as in "this report". */
const AFTER_IT =
  'to|by|before|today|tonight|tomorrow|on|for|as|now|then|right|after|this|next|until|over|and|if|when|with|myself';
const TAKES_IT = String.raw`(?:do|take|handle|take care of|look after|look into|own|pick up|sort|sort out|work on|cover|grab|deal with|see to)\s+(?:it|(?:that|this)(?: one)?|those|them|both)(?=$|[,.;:!]|\s+(?:${AFTER_IT})\b)`;
const ACCEPTANCE = rule(
  String.raw`\b(?:i will|i'll|i can|let me|i'm going to|i am going to)\s+(?:\p{L}+ly\s+)?${TAKES_IT}|\bthat(?:'s| is| one is| one's| will be|'ll be) (?:on|for) me\b|\bleave (?:it|that|this) (?:to|with) me\b|\b(?:i'm|i am) on it\b|\bi(?:'ve| have)? got (?:it|that|this)(?: one)?$|\bconsider it done\b|^${OPENING}will do\b|\bi(?:'ll| will)? volunteer$`,
);
const ASSENT =
  /^(?:sure|yes|yeah|yep|okay|ok|of course|no problem|absolutely|certainly|gladly|happy to|definitely|fine|all right|alright|you got it|right away)\b/i;
const REFUSAL =
  /\b(?:i can't|i cannot|i can not|i won't|i will not|i'm afraid|i am afraid|unfortunately|i'm too busy|i have no time)\b|^(?:sorry|no)\b/i;
/** "I will send it to you by Friday": the task is the one that "it" stands for. */
const ABOUT_IT =
  /^\p{L}+(?:\s+(?:up|out|off|over))?\s+(?:it|that|this|those|them)(?:\s+(?:to|by|before|today|tonight|tomorrow|on|for|as|now|then|right|after|this|next|until|over|done|ready)\b.*)?$/iu;

/** `continues`: a promise about "it", which is an acceptance only where something was asked for. */
export type Answer = 'accepts' | 'continues' | 'assents' | 'refuses' | undefined;

export function findAnswer(sentence: string, cue: Cue | undefined): Answer {
  if (REFUSAL.test(sentence)) return 'refuses';
  if (ACCEPTANCE.test(sentence)) return 'accepts';
  if (cue?.kind === 'commitment' && ABOUT_IT.test(cue.task.trim())) return 'continues';
  return ASSENT.test(sentence) ? 'assents' : undefined;
}
