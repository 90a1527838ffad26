import { openDatabase as open, type DatabaseOptions } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { CreateJobLedger1795200000000 } from './migrations/1795200000000-create-job-ledger.js';
import { LetTheLedgerDecide1795300000000 } from './migrations/1795300000000-let-the-ledger-decide.js';
import { CreateApiKeys1795400000000 } from './migrations/1795400000000-create-api-keys.js';
import { FetchRecordings1795500000000 } from './migrations/1795500000000-fetch-recordings.js';
import { FollowJobs1795600000000 } from './migrations/1795600000000-follow-jobs.js';
import { TakeUploadsInPieces1795740000000 } from './migrations/1795740000000-take-uploads-in-pieces.js';
import { LeaseFetches1795750000000 } from './migrations/1795750000000-lease-fetches.js';
import { EraseJobs1795730000000 } from './migrations/1795730000000-erase-jobs.js';
import { LimitRequests1795710000000 } from './migrations/1795710000000-limit-requests.js';
import { RetryAndBulkLane1795720000000 } from './migrations/1795720000000-retry-and-bulk-lane.js';
import { RememberIdempotencyKeys1795700000000 } from './migrations/1795700000000-remember-idempotency-keys.js';
import { KeepHops1795760000000 } from './migrations/1795760000000-keep-hops.js';
import { FindEventsByType1795770000000 } from './migrations/1795770000000-find-events-by-type.js';
import { RememberEmptyQueues1795780000000 } from './migrations/1795780000000-remember-empty-queues.js';
import { OwnIdempotencyKeys1795790000000 } from './migrations/1795790000000-own-idempotency-keys.js';
import { NoteStepsReached1795800000000 } from './migrations/1795800000000-note-steps-reached.js';
import { tables } from './tables.js';

/** This service's own schema, migrated. Waits for a database that is not up yet. */
export function openDatabase(
  url: string,
  logger: Logger,
  options: Pick<DatabaseOptions, 'giveUpAfterMs'> = {},
): Promise<DataSource> {
  return open({
    url,
    schema: 'ingest',
    entities: tables,
    migrations: [
      CreateJobLedger1795200000000,
      LetTheLedgerDecide1795300000000,
      CreateApiKeys1795400000000,
      FetchRecordings1795500000000,
      FollowJobs1795600000000,
      RememberIdempotencyKeys1795700000000,
      RetryAndBulkLane1795720000000,
      LimitRequests1795710000000,
      EraseJobs1795730000000,
      TakeUploadsInPieces1795740000000,
      LeaseFetches1795750000000,
      KeepHops1795760000000,
      FindEventsByType1795770000000,
      RememberEmptyQueues1795780000000,
      OwnIdempotencyKeys1795790000000,
      NoteStepsReached1795800000000,
    ],
    logger,
    ...options,
  });
}
