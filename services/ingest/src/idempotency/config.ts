import { durationMs, field } from '@meeting-intelligence/config';
import { z } from 'zod';

export const idempotencyFields = {
  IDEMPOTENCY_TTL_MS: durationMs('how long the answer to an Idempotency-Key is kept', 86_400_000, {
    min: 1_000,
  }),
  IDEMPOTENCY_LEASE_MS: durationMs(
    'how long an Idempotency-Key stays in use after the process that works on it was killed',
    60_000,
    { min: 1_000 },
  ),
  // Counted whenever a new one comes: ten times as many would take ten times as long.
  MAX_IDEMPOTENCY_KEYS: field(
    z
      .string()
      .regex(/^\d{1,6}$/, 'expected a whole number up to 999999')
      .transform(Number),
    'how many Idempotency-Keys of an owner may be kept at a time; 0: any number',
    { default: '100000' },
  ),
};
