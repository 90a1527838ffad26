import { envelope, type WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { describeIssues } from '../describe-issues.js';

export interface ReceivedEnvelope {
  readonly event: WireEnvelope;
  /** What the attempt before left behind. */
  readonly checkpoint: unknown;
}

/** @throws AppError MESSAGE_MALFORMED */
export function readEnvelope(body: Buffer): ReceivedEnvelope {
  const json = parseJson(body);
  const result = envelope.safeParse(json);
  if (!result.success) {
    throw new AppError('MESSAGE_MALFORMED', `expected an event envelope: ${describeIssues(result.error)}`);
  }
  return { event: result.data, checkpoint: (json as { checkpoint?: unknown }).checkpoint };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The parser's own message quotes the text.
    throw new AppError('MESSAGE_MALFORMED', `expected JSON, got ${body.length} bytes of something else`);
  }
}
