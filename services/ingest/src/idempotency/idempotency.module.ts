/** IDEMPOTENCY: a POST that is sent again under its `Idempotency-Key` is not carried out again. A part of ingest. */
import { KeyRing } from '@meeting-intelligence/key-ring';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TypeOrmIdempotencyKeys } from './adapters/typeorm-idempotency-keys.js';
import { HeldLeases } from './held-leases.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { SealedRequests } from './sealed-answer.js';
import { SweepIdempotencyKeys } from './sweep-idempotency-keys.js';

interface IdempotencyConfig {
  readonly IDEMPOTENCY_TTL_MS: number;
  readonly IDEMPOTENCY_LEASE_MS: number;
  readonly MAX_IDEMPOTENCY_KEYS: number;
  readonly SWEEP_INTERVAL_MS: number;
}

/** They need `KeyRing`, `LOGGER` and the data source of the module that lists them. */
export function idempotencyProviders(config: IdempotencyConfig): Provider[] {
  const settings = {
    leaseMs: config.IDEMPOTENCY_LEASE_MS,
    keepMs: config.IDEMPOTENCY_TTL_MS,
    mostKept: config.MAX_IDEMPOTENCY_KEYS,
  };
  return [
    {
      provide: IdempotencyKeys,
      inject: [DataSource],
      useFactory: (source: DataSource) => new TypeOrmIdempotencyKeys(source, settings),
    },
    {
      provide: HeldLeases,
      inject: [IdempotencyKeys, LOGGER],
      useFactory: (keys: IdempotencyKeys, logger: Logger) =>
        new HeldLeases(keys, { intervalMs: settings.leaseMs / 4, logger }),
    },
    {
      provide: SweepIdempotencyKeys,
      inject: [IdempotencyKeys, LOGGER],
      useFactory: (keys: IdempotencyKeys, logger: Logger) =>
        new SweepIdempotencyKeys(keys, { intervalMs: config.SWEEP_INTERVAL_MS, logger }),
    },
    {
      provide: IdempotentRequests,
      inject: [IdempotencyKeys, KeyRing, HeldLeases],
      useFactory: (keys: IdempotencyKeys, ring: KeyRing, leases: HeldLeases) =>
        new IdempotentRequests(keys, new SealedRequests(ring), leases),
    },
  ];
}
