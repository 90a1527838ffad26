import { startTelemetry } from '@meeting-intelligence/telemetry';
import { version } from './version.js';

const telemetry = await startTelemetry('persistence', version);

const { runService } = await import('@meeting-intelligence/service');
const { persistenceService } = await import('./persistence.module.js');
await runService(persistenceService, version, telemetry);
