import type { Logger } from '@meeting-intelligence/telemetry';
import { Rounds } from '../rounds.js';
import type { IdempotencyKeys } from './idempotency-keys.js';

const batch = 1_000;

/** Forgets keys that have been kept long enough. Several replicas do the same without harm. */
export class SweepIdempotencyKeys extends Rounds {
  constructor(
    private readonly keys: Pick<IdempotencyKeys, 'sweep'>,
    settings: { readonly intervalMs: number; readonly logger: Logger },
  ) {
    super({ ...settings, name: 'sweep idempotency keys' });
  }

  override async round(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.keys.sweep(batch)) === batch);
  }
}
