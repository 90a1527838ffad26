import { field, type ValuesOf } from '@meeting-intelligence/config';
import { z } from 'zod';

const whole = z.string().regex(/^\d+$/, 'expected a whole number').transform(Number);
const upTo = (most: number) => whole.refine((value) => value <= most, `expected at most ${most}`);

const gibibyte = 2 ** 30;

/** 0 lifts a limit. Those per key are shared by all gateways of a database. */
export const limitsFields = {
  RATE_LIMIT_CREATES_PER_MINUTE: field(
    upTo(1_000_000),
    'how often a minute an API key may submit recordings; 0: as often as it likes',
    { default: '60', unit: 'requests' },
  ),
  RATE_LIMIT_READS_PER_MINUTE: field(
    upTo(1_000_000),
    'how often a minute an API key may ask for anything else; 0: as often as it likes',
    { default: '600', unit: 'requests' },
  ),
  // A free place is looked for among all of them: more would take time.
  MAX_UPLOADS_PER_KEY: field(
    upTo(1_000),
    'how many uploads of an API key may be under way at a time; 0: any number',
    { default: '10' },
  ),
  MAX_OPEN_UPLOADS: field(
    upTo(100_000),
    'how many resumable and presigned uploads of an owner may have been begun and be no jobs yet; 0: any number',
    { default: '50' },
  ),
  MAX_STREAMS_PER_KEY: field(
    upTo(1_000),
    'how many streams of events of an API key may be open at a time; 0: any number',
    { default: '20' },
  ),
  MAX_QUEUED_JOBS: field(
    upTo(1_000_000),
    'how many jobs of an owner may wait for their turn; 0: any number',
    { default: '500' },
  ),
  MIN_FREE_BYTES: field(
    whole.optional(),
    'room on the disk of the object store below which no upload is begun; 0: none is kept free; if left out 5 GiB, or twice MAX_UPLOAD_BYTES if that is more',
    { unit: 'bytes' },
  ),
};

export type LimitsConfig = ValuesOf<typeof limitsFields>;

export function minFreeBytes(
  config: Pick<LimitsConfig, 'MIN_FREE_BYTES'> & { readonly MAX_UPLOAD_BYTES: number },
): number {
  return config.MIN_FREE_BYTES ?? Math.max(5 * gibibyte, 2 * config.MAX_UPLOAD_BYTES);
}
