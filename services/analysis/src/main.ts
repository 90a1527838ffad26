import { createRequire } from 'node:module';
import { startTelemetry } from '@meeting-intelligence/telemetry';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const telemetry = await startTelemetry('analysis', version);
const { runService } = await import('@meeting-intelligence/service');
const { analysisService } = await import('./analysis.module.js');

await runService(analysisService, version, telemetry);
