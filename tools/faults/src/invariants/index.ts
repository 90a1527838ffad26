import { gaplessSequence } from './gapless-sequence.js';
import type { Invariant } from './invariant.js';
import { noOrphans } from './no-orphans.js';
import { noSecrets } from './no-secrets.js';
import { nothingLeft } from './nothing-left.js';
import { oneEnding } from './one-ending.js';
import { oneMeeting } from './one-meeting.js';
import { oneWebhook } from './one-webhook.js';
import { paidOnce } from './paid-once.js';

export type { Invariant } from './invariant.js';

export const invariants: readonly Invariant[] = [
  oneEnding,
  oneMeeting,
  oneWebhook,
  nothingLeft,
  gaplessSequence,
  noOrphans,
  paidOnce,
  noSecrets,
];
