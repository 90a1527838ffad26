import type { Observation } from '../observation.js';
import { STALE_MS } from '../system/environment.js';
import type { Invariant } from './invariant.js';

/** The job of an object is in its key: `recordings/JOB`, `uploads/JOB/1`, `cancelled/analysis/JOB/1`. */
const OWNED =
  /^(?:recordings|events|uploads|submissions|analyses|suspects|cancelled\/(?:transcription|analysis))\/(?<job>[0-9a-f-]{36})(?:\/|$)/;

export const noOrphans = {
  id: 'I6',
  claim: 'every stored object belongs to an accepted job, and nothing half written is left for long',
  breaches({ files, jobs, at }: Pick<Observation, 'files' | 'jobs' | 'at'>): string[] {
    const known = new Set(jobs.map(({ id }) => id));
    return files.flatMap(({ key, bytes, modifiedAt }) => {
      if (key.startsWith('.partial/')) {
        const ageMs = Math.round(at - modifiedAt);
        return ageMs > STALE_MS ? [`${key} (${bytes} bytes) is half written since ${ageMs} ms`] : [];
      }
      const job = OWNED.exec(key)?.groups?.job;
      if (job === undefined) return [`${key} is no object of a job`];
      return known.has(job) ? [] : [`${key} belongs to job ${job}, which the ledger does not know`];
    });
  },
} satisfies Invariant;
