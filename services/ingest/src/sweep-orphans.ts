import { isUuid } from '@meeting-intelligence/http';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { JobLedger } from './job-ledger.js';
import { jobIdIn, recordingRoots } from './recordings/recording-key.js';
import { Rounds } from './rounds.js';

export interface SweepSettings {
  readonly intervalMs: number;
  /**
   * Longer than HANDLER_TIMEOUT_MS, as it is by default (24 hours to 10 minutes, which may become 25): the recording of a
   * generation that is replayed is written while the ledger still has its job as one that ended without.
   */
  readonly orphanAgeMs: number;
  readonly logger: Logger;
}

const batch = 500;

/**
 * Deletes files of recordings that no job owns: a process that is killed between storing one, uploaded or fetched, and
 * committing that to the ledger leaves it; so does a fetch that is given up between two parts. Several replicas do the same without harm.
 */
export class SweepOrphans extends Rounds {
  constructor(
    private readonly ledger: Pick<JobLedger, 'ownedRecordings'>,
    private readonly store: ObjectStore,
    private readonly settings: SweepSettings,
  ) {
    super({ ...settings, name: 'sweep orphans' });
  }

  /** @throws AppError STORAGE_UNAVAILABLE, DATABASE_UNAVAILABLE */
  override async round(signal: AbortSignal): Promise<void> {
    for (const root of recordingRoots) await this.sweep(root, signal);
  }

  private async sweep(root: string, signal: AbortSignal): Promise<void> {
    const old: string[] = [];
    for await (const { key, modifiedAt } of this.store.list(root)) {
      if (signal.aborted) return;
      // What has another name is not ours.
      if (isUuid(jobIdIn(key)) && Date.now() - modifiedAt.getTime() > this.settings.orphanAgeMs)
        old.push(key);
      if (old.length === batch) await this.deleteOrphans(old.splice(0));
    }
    await this.deleteOrphans(old);
  }

  private async deleteOrphans(keys: readonly string[]): Promise<void> {
    const owned = await this.ledger.ownedRecordings(keys.map(jobIdIn));
    for (const key of keys) {
      const own = owned.get(jobIdIn(key));
      if (own === null || own === key) continue;
      await this.store.delete(key);
      this.settings.logger.info({ job_id: jobIdIn(key) }, 'deleted a recording that no job owns');
    }
  }
}
