import { AppError, type Code } from '@meeting-intelligence/errors';
import { keyIdOf, type KeyRing } from '@meeting-intelligence/key-ring';
import type { KeptSecret, KeptSecrets, SealedAnew } from './kept-secrets.js';

export interface ResealOptions {
  /** Only counts: nothing is written. */
  readonly dryRun: boolean;
  readonly batchSize: number;
  /** Aborted: the batch in hand is finished, no other is begun. */
  readonly signal: AbortSignal;
  /** Told of each secret that does not open, and stays as it is. */
  readonly onUnreadable: (jobId: string, code: Code) => void;
}

export interface ResealCount {
  /** Sealed with the first key already. */
  upToDate: number;
  /** Sealed with it now; in a dry run: to be sealed with it. */
  resealed: number;
  /** Plain when this began. */
  wasPlain: number;
  unreadable: number;
  /** Written by the running service between reading and replacing, which seals with its own first key. */
  changedMeanwhile: number;
  /** Key id → secrets that were sealed with it when this began: a key that is not in it opens nothing here. */
  readonly byKey: Record<string, number>;
  /** False when it was stopped before the last batch. */
  finished: boolean;
}

/**
 * Brings every kept secret under the first key of the ring. Each batch is complete in itself, so what is stopped, or dies, is
 * simply run again: it passes over what is up to date.
 */
export async function resealKeptSecrets(
  kept: KeptSecrets,
  keys: KeyRing,
  { dryRun, batchSize, signal, onUnreadable }: ResealOptions,
): Promise<ResealCount> {
  const count: ResealCount = {
    upToDate: 0,
    resealed: 0,
    wasPlain: 0,
    unreadable: 0,
    changedMeanwhile: 0,
    byKey: {},
    finished: false,
  };
  let after: string | undefined;
  while (!signal.aborted) {
    const batch = await kept.batch(after, batchSize);
    if (batch.length === 0) {
      count.finished = true;
      break;
    }
    after = batch.at(-1)?.jobId;
    const due = batch.flatMap((one) => sealedAnew(one, keys, count, onUnreadable));
    const replaced = dryRun ? due.length : await kept.replace(due);
    count.resealed += replaced;
    count.changedMeanwhile += due.length - replaced;
  }
  return count;
}

/** Counts the secret; empty where it stays as it is. */
function sealedAnew(
  { jobId, secret }: KeptSecret,
  keys: KeyRing,
  count: ResealCount,
  onUnreadable: ResealOptions['onUnreadable'],
): SealedAnew[] {
  const keyId = keyIdOf(secret);
  if (keyId === undefined) count.wasPlain += 1;
  else count.byKey[keyId] = (count.byKey[keyId] ?? 0) + 1;
  if (!keys.needsResealing(secret)) {
    count.upToDate += 1;
    return [];
  }
  try {
    return [{ jobId, secret, resealed: keys.reseal(secret, jobId) }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    count.unreadable += 1;
    onUnreadable(jobId, error.code);
    return [];
  }
}
