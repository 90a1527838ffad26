/**
 * A compiled gateway as a process of its own, for tests that kill it: on the database and the folder that its environment names,
 * without a broker. Tells its URL on a line once it is ready.
 */
import { loadConfig } from '@meeting-intelligence/config';
import { InMemoryEventBus } from '@meeting-intelligence/messaging';
import { createService } from '@meeting-intelligence/service';
import { createObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { ingestFields } from '../../dist/config.js';
import { ingestService } from '../../dist/ingest.module.js';

const config = loadConfig(ingestFields);
const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
const platform = { bus: new InMemoryEventBus(), store: createObjectStore(config), logger };
const { url } = await createService(ingestService, config, platform);
process.stdout.write(`${url?.replace('0.0.0.0', '127.0.0.1').replace('[::1]', '127.0.0.1')}\n`);
