import {
  attemptsOf,
  deadLetterHeaders,
  exportDeadLetter,
  type DeadLetterDescription,
  type DeadMessage,
} from '@meeting-intelligence/messaging';
import type { LookOptions } from '../arguments.js';
import { toJson } from '../describe.js';
import { exitCodes } from '../exit-codes.js';
import { ageOf } from '../moment.js';
import { plain, plainLines } from '../output.js';
import type { Session } from '../session.js';
import { findOne } from './find-one.js';

export async function show(session: Session, { filters }: LookOptions): Promise<number> {
  const found = await findOne(session, filters);
  if (!found) return exitCodes.nothingMatched;
  const { letter, message } = found;
  const { headers, properties, encoding, body } = exportDeadLetter(message);
  session.output.result(page(letter, message), { ...toJson(letter), headers, properties, encoding, body });
  return exitCodes.done;
}

function page(letter: DeadLetterDescription, message: DeadMessage): string {
  const { headers, body } = message;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', letter.id],
    ['group', letter.group],
    ['queue', letter.queue],
    ['died', letter.diedAt && `${letter.diedAt.toISOString()} (${ageOf(letter.diedAt)} ago)`],
    ['reason', letter.reason],
    ['code', letter.code],
    ['error', letter.errorClass],
    ['message', textOf(headers[deadLetterHeaders.errorMessage]) ?? letter.message],
    ['where', letter.frame],
    ['job', letter.jobId],
    ['event', letter.eventId],
    ['type', letter.eventType],
    ['version', letter.version],
    ['replay of', letter.replayOf],
    ['attempts', String(letter.attempts)],
  ];
  const stack = textOf(headers[deadLetterHeaders.errorStack]);
  return [
    ...facts.flatMap(([name, value]) => (value ? [`${name.padEnd(10)} ${plain(value)}`] : [])),
    ...attemptsOf(headers).map((attempt) => `           ${plain(JSON.stringify(attempt))}`),
    ...(stack === undefined ? [] : ['', 'stack', indented(stack)]),
    '',
    `body (${body.length} bytes)`,
    indented(prettyBody(body)),
  ].join('\n');
}

function prettyBody(body: Buffer): string {
  const text = body.toString('utf8');
  if (!Buffer.from(text).equals(body)) return `${body.toString('base64')} (base64: it is not UTF-8)`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function indented(text: string): string {
  return plainLines(text).replace(/^/gm, '  ');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
