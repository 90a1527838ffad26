import { createRequire } from 'node:module';
import { startTelemetry } from '@meeting-intelligence/telemetry';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const telemetry = await startTelemetry('transcription', version);
const { runService } = await import('@meeting-intelligence/service');
const { transcriptionService } = await import('./transcription.module.js');

await runService(transcriptionService, version, telemetry);
