/**
 * MANY JOBS: batches, the bulk lane in which they wait, and retries of what failed. A part of ingest, on its ledger.
 */
import { Outbox } from '@meeting-intelligence/messaging';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider, Type } from '@nestjs/common';
import { ReceiveBatch } from '../batch/receive-batch.js';
import { SubmitBatchController } from '../batch/submit-batch.controller.js';
import { SubmitBatch } from '../batch/submit-batch.js';
import { Wakeups } from '../following/wakeups.js';
import { JobLedger } from '../job-ledger.js';
import { JobOrders } from '../opening/job-orders.js';
import { OpenJobs } from '../opening/open-jobs.js';
import { RetryJobController } from '../retry/retry-job.controller.js';
import { RetryJob } from '../retry/retry-job.js';
import { TypeOrmBulkLane } from './adapters/typeorm-bulk-lane.js';
import { BulkFeeder } from './bulk-feeder.js';
import { BulkLane } from './bulk-lane.js';

/** What happens to interactive jobs wakes nobody here. */
const intervalMs = 1_000;

export const bulkControllers: readonly Type[] = [SubmitBatchController, RetryJobController];

/** They need `JobLedger`, `Outbox`, `KeyRing`, `Wakeups`, `QueueRoom` and the egress policy of the module that lists them. */
export function bulkProviders({ BULK_IN_FLIGHT: inFlight }: { readonly BULK_IN_FLIGHT: number }): Provider[] {
  return [
    JobOrders,
    OpenJobs,
    RetryJob,
    ReceiveBatch,
    SubmitBatch,
    { provide: BulkLane, useFactory: () => new TypeOrmBulkLane() },
    {
      provide: BulkFeeder,
      inject: [BulkLane, JobLedger, Outbox, JobOrders, Wakeups, LOGGER],
      useFactory: (
        lane: BulkLane,
        ledger: JobLedger,
        outbox: Outbox,
        orders: JobOrders,
        wakeups: Wakeups,
        logger: Logger,
      ) => new BulkFeeder(lane, ledger, outbox, orders, wakeups, { inFlight, intervalMs, logger }),
    },
  ];
}
