import { createRequire } from 'node:module';
import { startTelemetry } from '@meeting-intelligence/telemetry';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const telemetry = await startTelemetry('persistence', version);

const { runService } = await import('@meeting-intelligence/service');
const { persistenceService } = await import('./persistence.module.js');
await runService(persistenceService, version, telemetry);
