import { durationMs } from '@meeting-intelligence/config';

export const idempotencyFields = {
  IDEMPOTENCY_TTL_MS: durationMs('how long the answer to an Idempotency-Key is kept', 86_400_000, {
    min: 1_000,
  }),
  IDEMPOTENCY_LEASE_MS: durationMs(
    'how long an Idempotency-Key stays in use after the process that works on it was killed',
    60_000,
    { min: 1_000 },
  ),
};
