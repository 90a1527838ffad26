import { startTelemetry } from '@meeting-intelligence/telemetry';
import { version } from './version.js';

const telemetry = await startTelemetry('ingest', version);

const { runService } = await import('@meeting-intelligence/service');
const { ingestService } = await import('./ingest.module.js');
await runService(ingestService, version, telemetry);
