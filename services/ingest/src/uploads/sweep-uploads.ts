import { isUuid } from '@meeting-intelligence/http';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Rounds } from '../rounds.js';
import { incoming, uploadIdIn } from './upload.js';
import type { Uploads } from './uploads.js';

const batch = 500;

/**
 * Forgets uploads whose time is up, and deletes the bytes that no upload needs: of those, of the ones that became jobs, and what
 * a process left that was killed between storing a part and counting it. Several replicas do the same without harm.
 */
export class SweepUploads extends Rounds {
  constructor(
    private readonly uploads: Pick<Uploads, 'removeExpired' | 'inNeed'>,
    private readonly store: ObjectStore,
    private readonly settings: { readonly intervalMs: number; readonly logger: Logger },
  ) {
    super({ ...settings, name: 'sweep uploads' });
  }

  /** @throws AppError STORAGE_UNAVAILABLE, DATABASE_UNAVAILABLE */
  override async round(signal: AbortSignal): Promise<void> {
    const forgotten = await this.uploads.removeExpired();
    let deleted = 0;
    const keys: string[] = [];
    for await (const { key } of this.store.list(incoming)) {
      if (signal.aborted) return;
      if (isUuid(uploadIdIn(key))) keys.push(key);
      if (keys.length === batch) deleted += await this.deleteNotNeeded(keys.splice(0));
    }
    deleted += await this.deleteNotNeeded(keys);
    if (forgotten + deleted > 0)
      this.settings.logger.info({ uploads: forgotten, objects: deleted }, 'swept uploads');
  }

  private async deleteNotNeeded(keys: readonly string[]): Promise<number> {
    const inNeed = await this.uploads.inNeed(keys.map(uploadIdIn));
    const left = keys.filter((key) => !inNeed.has(uploadIdIn(key)));
    for (const key of left) await this.store.delete(key);
    return left.length;
  }
}
