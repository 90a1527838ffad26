import type { Logger } from '@meeting-intelligence/telemetry';
import { Rounds } from '../rounds.js';
import type { Attempt, IdempotencyKeys } from './idempotency-keys.js';

/** Attempts that this process carries out: it says in time that they go on, all at once. */
export class HeldLeases extends Rounds {
  private readonly attempts = new Set<Attempt>();

  constructor(
    private readonly keys: Pick<IdempotencyKeys, 'renew'>,
    settings: { readonly intervalMs: number; readonly logger: Logger },
  ) {
    super({ ...settings, name: 'renew leases of idempotency keys' });
  }

  /** Until what is returned is called. */
  hold(attempt: Attempt): () => void {
    this.attempts.add(attempt);
    return () => this.attempts.delete(attempt);
  }

  override async round(): Promise<void> {
    if (this.attempts.size > 0) await this.keys.renew([...this.attempts]);
  }
}
