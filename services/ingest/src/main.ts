import { createRequire } from 'node:module';
import { startTelemetry } from '@meeting-intelligence/telemetry';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const telemetry = await startTelemetry('ingest', version);

const { runService } = await import('@meeting-intelligence/service');
const { ingestService } = await import('./ingest.module.js');
await runService(ingestService, version, telemetry);
