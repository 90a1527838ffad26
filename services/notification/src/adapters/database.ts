import { openDatabase as open } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { TellOfCancelledJobs1795300000000 } from './migrations/1795300000000-tell-of-cancelled-jobs.js';
import { CreateDeliveries1763700000000 } from './migrations/1763700000000-create-deliveries.js';
import { EchoExternalIds1795420000000 } from './migrations/1795420000000-echo-external-ids.js';
import { EraseJobs1795730000000 } from './migrations/1795730000000-erase-jobs.js';

/** This service's own schema, migrated. Waits for a database that is not up yet. */
export function openDatabase(url: string, logger: Logger): Promise<DataSource> {
  return open({
    url,
    schema: 'notification',
    migrations: [
      CreateDeliveries1763700000000,
      TellOfCancelledJobs1795300000000,
      EchoExternalIds1795420000000,
      EraseJobs1795730000000,
    ],
    logger,
  });
}
