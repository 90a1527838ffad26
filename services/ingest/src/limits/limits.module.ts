/**
 * LIMITS: what one key, one owner and strangers may cost: requests a minute, uploads and streams at a time, jobs that wait, room
 * on the disk. A part of ingest; shared by all gateways of its database.
 */
import { LOGGER } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Guesses } from '../access/guesses.js';
import { ForgetRequests } from './adapters/forget-requests.js';
import { PostgresPlaces } from './adapters/postgres-places.js';
import { postgresRateLimiters } from './adapters/postgres-rate-limiters.js';
import { PostgresWaitingJobs } from './adapters/postgres-waiting-jobs.js';
import { minFreeBytes, type LimitsConfig } from './config.js';
import { FreeSpace } from './free-space.js';
import { HeldPlaces } from './held-places.js';
import { QueueRoom } from './queue-room.js';
import { RequestLimits } from './request-limits.js';
import { RequestRates } from './request-rates.js';

/** They need `ObjectStore`, `LOGGER` and the data source of the module that lists them. */
export function limitsProviders(config: LimitsConfig & { readonly MAX_UPLOAD_BYTES: number }): Provider[] {
  const perMinute = {
    creates: config.RATE_LIMIT_CREATES_PER_MINUTE,
    reads: config.RATE_LIMIT_READS_PER_MINUTE,
  };
  const atATime = { uploads: config.MAX_UPLOADS_PER_KEY, streams: config.MAX_STREAMS_PER_KEY };
  return [
    { provide: Guesses, useFactory: () => new Guesses() },
    {
      provide: RequestRates,
      inject: [DataSource, LOGGER],
      useFactory: (source: DataSource, logger: Logger) =>
        new RequestRates(postgresRateLimiters(source, perMinute, logger)),
    },
    {
      provide: HeldPlaces,
      inject: [DataSource, LOGGER],
      useFactory: (source: DataSource, logger: Logger) =>
        new HeldPlaces(new PostgresPlaces(source), { limits: atATime, logger }),
    },
    {
      provide: QueueRoom,
      inject: [DataSource],
      useFactory: (source: DataSource) =>
        new QueueRoom(new PostgresWaitingJobs(source), config.MAX_QUEUED_JOBS),
    },
    {
      provide: FreeSpace,
      inject: [ObjectStore],
      useFactory: (store: ObjectStore) => new FreeSpace(store, minFreeBytes(config), config.MAX_UPLOAD_BYTES),
    },
    {
      provide: RequestLimits,
      inject: [RequestRates, HeldPlaces, QueueRoom, FreeSpace],
      useFactory: (rates: RequestRates, places: HeldPlaces, queue: QueueRoom, space: FreeSpace) =>
        new RequestLimits(rates, places, queue, space),
    },
    {
      provide: ForgetRequests,
      inject: [DataSource, LOGGER],
      useFactory: (source: DataSource, logger: Logger) => new ForgetRequests(source, logger),
    },
  ];
}
