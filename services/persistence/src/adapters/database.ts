import { openDatabase as open } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { CreateMeetings1763700000000 } from './migrations/1763700000000-create-meetings.js';
import { RememberCancellations1795300000000 } from './migrations/1795300000000-remember-cancellations.js';
import { GiveMeetingsOwners1795400000000 } from './migrations/1795400000000-give-meetings-owners.js';
import { EchoOptions1795420000000 } from './migrations/1795420000000-echo-options.js';
import { EraseMeetings1795730000000 } from './migrations/1795730000000-erase-meetings.js';
import { tables } from './tables.js';

/** This service's own schema, migrated. Waits for a database that is not up yet. */
export function openDatabase(url: string, logger: Logger): Promise<DataSource> {
  return open({
    url,
    schema: 'meetings',
    entities: tables,
    migrations: [
      CreateMeetings1763700000000,
      RememberCancellations1795300000000,
      GiveMeetingsOwners1795400000000,
      EchoOptions1795420000000,
      EraseMeetings1795730000000,
    ],
    logger,
  });
}
