/** Where a process can be killed, and when exactly. */
export const killPoints = {
  receive: 'a message arrived, its handler has not begun',
  'before-ack': 'the handler is done and what it published is confirmed; the acknowledgement is not sent',
  'after-ack': 'the broker has the acknowledgement',
  'before-publish': 'a message is about to be published',
  'after-publish': 'the broker has the message, its confirm has not been seen',
  'after-confirm': 'the broker confirmed, nobody was told',
  'before-provider-call': 'nothing of an HTTP request by fetch has been sent',
  'provider-call-sent': 'the request was sent, there is no answer',
  'after-provider-call': 'the status and the headers of the answer are here, nobody has seen them',
  'before-webhook-send': 'nothing of an HTTP request by node:http (axios) has been sent',
  'webhook-sent': 'the request was sent, there is no answer',
  'after-webhook-send': 'the status and the headers of the answer are here, nobody has seen them',
  'before-commit': 'the statements of a transaction are done, the COMMIT is not sent',
  'after-commit': 'PostgreSQL answered to the COMMIT, nobody was told',
  'before-store': 'an object is complete on the disk and does not have its name yet',
  'after-store': 'the object has its name, nobody was told',
} as const;

export type KillPoint = keyof typeof killPoints;

export interface KillAt {
  readonly point: KillPoint;
  /**
   * A regular expression, without regard to case, that the subject of the event has to match:
   * - receive, ack: `<queue> <event type> job=<job id>`
   * - publish, confirm: `<exchange> <routing key> job=<job id>`
   * - provider, webhook: `<method> <url without query>`; those of the providers are in `providerCalls`
   * - commit: the statements since BEGIN, one a line (a write outside of a transaction is one of its own)
   * - store: the path of the object, which ends in its key
   */
  readonly matching?: string;
  /** The nth time that it matches since it was armed, counted in each process; default 1. */
  readonly occurrence?: number;
  /** From that time on each time, and not once: the poison message. */
  readonly always?: boolean;
}

/** For `matching` of the provider points: what AssemblyAI and OpenAI are asked. */
export const providerCalls = {
  upload: '^POST \\S+/v2/upload$',
  submit: '^POST \\S+/v2/transcript$',
  look: '^GET \\S+/v2/transcript/[^/]+$',
  list: '^GET \\S+/v2/transcript$',
  chat: '^POST \\S+/chat/completions$',
} as const;

/** For people, and to tell armed kills apart: `before-ack transcription.recording #2`, `receive job=4c… always` */
export function formatKillPoint({ point, matching, occurrence, always }: KillAt): string {
  const parts = [point, matching, occurrence && `#${occurrence}`, always && 'always'];
  return parts.filter(Boolean).join(' ');
}
