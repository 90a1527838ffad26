import { egressPolicy } from '@meeting-intelligence/egress';
import { ObjectStore } from '@meeting-intelligence/storage';
import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { IngestConfig } from '../config.js';
import { JobLedger } from '../job-ledger.js';
import { FreeSpace } from '../limits/free-space.js';
import { Media } from '../media/media.js';
import { version } from '../version.js';
import { HttpRecordingSource } from './adapters/http-recording-source.js';
import { TypeOrmFetchLeases } from './adapters/typeorm-fetch-leases.js';
import { fetchLimits } from './adapters/watched-body.js';
import { FetchLeases } from './fetch-leases.js';
import { FetchTurns, type TurnSettings } from './fetch-turns.js';
import { FetchedRecordings, type FetchLimits } from './fetched-recordings.js';
import { RecordingSource } from './recording-source.js';
import { RequestRecording } from './request-recording.js';
import { SubmitUrl } from './submit-url.js';

/** Recordings that a CMS says the URL of. */
export function fetching(config: IngestConfig): Provider[] {
  const limits = fetchLimits(config.MAX_UPLOAD_BYTES, config.HANDLER_TIMEOUT_MS);
  return [
    RequestRecording,
    SubmitUrl,
    { provide: RecordingSource, useValue: new HttpRecordingSource(version, egressPolicy(config), limits) },
    {
      provide: FetchLeases,
      inject: [DataSource],
      useFactory: (source: DataSource) => new TypeOrmFetchLeases(source),
    },
    {
      provide: FetchTurns,
      inject: [FetchLeases, JobLedger],
      useFactory: (leases: FetchLeases, ledger: JobLedger) =>
        new FetchTurns(leases, ledger, turnSettings(config)),
    },
    {
      provide: FetchedRecordings,
      inject: [RecordingSource, ObjectStore, FreeSpace, Media],
      useFactory: (source: RecordingSource, store: ObjectStore, space: FreeSpace, media: Media) =>
        new FetchedRecordings(source, { store, space, media }, deliveryLimits(config)),
    },
  ];
}

/** Half of the handlers for one owner while others wait; a lease ends long before a handler is missed. */
function turnSettings({ CONCURRENCY, HANDLER_TIMEOUT_MS }: IngestConfig): TurnSettings {
  return {
    ownersShare: Math.max(1, Math.floor(CONCURRENCY / 2)),
    leaseMs: Math.min(10_000, HANDLER_TIMEOUT_MS / 2),
  };
}

/**
 * So that a server that is slow lets others have their turn, and one that breaks off again and again is not asked for ever.
 * What is left of a handler's time is for putting parts together and decoding.
 */
function deliveryLimits({ HANDLER_TIMEOUT_MS }: IngestConfig): FetchLimits {
  return {
    forMs: Math.min(120_000, HANDLER_TIMEOUT_MS / 4),
    atMostMs: (HANDLER_TIMEOUT_MS * 3) / 4,
    worthKeepingBytes: 8 * 1024 * 1024,
    roomStepBytes: 64 * 1024 * 1024,
  };
}
