/**
 * The failure switches. One rule is `endpoint:fault[=value][*times]`, several are separated by `;`:
 *
 *     submit:503*2; get:429=5*1; chat.decisions:wrong-schema; chat:slow=3000
 *
 * A rule without `*times` holds until it is switched off. The first rule that matches a request and has times left
 * is applied.
 */
export const CHAT_SCHEMAS = ['speaker_names', 'meeting_summary', 'action_items', 'decisions'] as const;
export type ChatSchema = (typeof CHAT_SCHEMAS)[number];

const SPEECH_ENDPOINTS = ['upload', 'submit', 'get', 'list', 'delete'] as const;
export const ENDPOINTS = [
  '*',
  'speech',
  ...SPEECH_ENDPOINTS,
  'chat',
  ...CHAT_SCHEMAS.map((schema) => `chat.${schema}` as const),
] as const;
export type FaultTarget = (typeof ENDPOINTS)[number];
export type SpeechEndpoint = (typeof SPEECH_ENDPOINTS)[number];
/** What one request is addressed to. */
export type Endpoint = SpeechEndpoint | 'chat' | `chat.${ChatSchema}`;

export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'hang' | 'reset' | 'lost-reply' | 'cut' | 'wrong-schema' | 'refusal' | 'length' };

export interface FaultRule {
  readonly target: FaultTarget;
  readonly fault: Fault;
  /** Undefined: every time. */
  readonly times: number | undefined;
}

const RULE = /^(?<target>[^:]+):(?<fault>[^*]+?)(?:\*(?<times>\d+))?$/;
const MAX_DELAY_MS = 3_600_000;

/** Reads a list of rules; `faults` names everything that is wrong with it, so that one look mends all. */
export function parseFaultRules(text: string): { rules: FaultRule[]; faults: string[] } {
  const rules: FaultRule[] = [];
  const faults: string[] = [];
  for (const part of text
    .split(';')
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const { target, fault: written, times } = RULE.exec(part)?.groups ?? {};
    if (!target || !written) {
      faults.push(`"${part}": expected endpoint:fault[=value][*times]`);
      continue;
    }
    const fault = parseFault(written.trim());
    if (!isTarget(target)) faults.push(`"${part}": endpoint "${target}" is none of ${ENDPOINTS.join(', ')}`);
    else if (typeof fault === 'string') faults.push(`"${part}": ${fault}`);
    else if (!suits(fault, target)) faults.push(`"${part}": ${fault.kind} is not possible for ${target}`);
    else if (times === '0') faults.push(`"${part}": expected at least one time`);
    else rules.push({ target, fault, times: times === undefined ? undefined : Number(times) });
  }
  return { rules, faults };
}

/** Reads `503`, `429=5`, `slow=3000`, `hang` …; answers with a sentence when it is none of them. */
export function parseFault(text: string): Fault | string {
  const [, kind = '', value] = /^([^=]+)(?:=(.*))?$/.exec(text) ?? [];
  if (/^[45]\d\d$/.test(kind)) {
    if (value === undefined) return { kind: 'status', status: Number(kind) };
    return /^\d{1,9}$/.test(value)
      ? { kind: 'status', status: Number(kind), retryAfterS: Number(value) }
      : `Retry-After "${value}" is not a number of seconds`;
  }
  switch (kind) {
    case 'slow':
      return /^\d+$/.test(value ?? '') && Number(value) <= MAX_DELAY_MS
        ? { kind, delayMs: Number(value) }
        : `slow needs milliseconds up to ${MAX_DELAY_MS}, as in slow=3000`;
    case 'error':
      return { kind, message: value ?? 'The transcription failed (injected fault).' };
    case 'hang':
    case 'reset':
    case 'lost-reply':
    case 'cut':
    case 'wrong-schema':
    case 'refusal':
    case 'length':
      return value === undefined ? { kind } : `${kind} takes no value`;
    default:
      return `"${kind}" is no fault: expected a status 400-599, hang, slow, reset, lost-reply, cut, wrong-schema, refusal, length or error`;
  }
}

/** Whether a fault makes sense for an endpoint: only a language model refuses, only a submitted job fails later. */
export function suits(fault: Fault, target: FaultTarget | Endpoint): boolean {
  if (fault.kind === 'refusal' || fault.kind === 'length') return target.startsWith('chat');
  if (fault.kind === 'error') return target === 'submit';
  return true;
}

export function appliesTo(target: FaultTarget, endpoint: Endpoint): boolean {
  if (target === '*' || target === endpoint) return true;
  const isChat = endpoint.startsWith('chat');
  return isChat ? target === 'chat' : target === 'speech';
}

const isTarget = (text: string): text is FaultTarget => (ENDPOINTS as readonly string[]).includes(text);
