import { bytes, durationMs, field, port, type ValuesOf } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { egressFields } from '@meeting-intelligence/egress';
import { internalToken } from '@meeting-intelligence/http';
import { secretKeys } from '@meeting-intelligence/key-ring';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';
import { httpFields } from './http/config.js';
import { idempotencyFields } from './idempotency/config.js';
import { limitsFields } from './limits/config.js';
import { mediaFields } from './media/config.js';

export const ingestFields = {
  ...serviceFields,
  PORT: port('where the public HTTP API listens', 8080),
  DATABASE_URL: databaseUrl,
  PERSISTENCE_URL: field(
    z.url({ protocol: /^https?$/, error: 'expected http://HOST:PORT' }),
    'where the persistence service answers; meetings are read from it',
  ),
  INTERNAL_TOKEN: internalToken,
  SECRET_KEYS: secretKeys,
  ...egressFields,
  ...httpFields,
  ...limitsFields,
  ...idempotencyFields,
  MAX_UPLOAD_BYTES: bytes('the largest recording that is accepted', 1_073_741_824),
  ...mediaFields,
  JOB_DEADLINE_MS: durationMs(
    'how long nothing may be heard of a job at one step; one that does not merely wait for its turn then fails',
    86_400_000,
    { min: 1_000 },
  ),
  BULK_IN_FLIGHT: field(
    z
      .string()
      .regex(/^\d{1,4}$/, 'expected a whole number up to 9999')
      .transform(Number),
    'how many jobs of the bulk lane are worked on at a time, of all owners together; 0: none is begun',
    { default: '2', unit: 'jobs' },
  ),
  WATCHDOG_INTERVAL_MS: durationMs('how often jobs past their deadline are looked for', 60_000, { min: 100 }),
  SWEEP_INTERVAL_MS: durationMs('how often recordings that no job owns are looked for', 3_600_000, {
    min: 100,
  }),
};

export type IngestConfig = ValuesOf<typeof ingestFields>;
