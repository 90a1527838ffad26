import { startTelemetry } from '@meeting-intelligence/telemetry';
import { version } from './version.js';

const telemetry = await startTelemetry('notification', version);

const { runService } = await import('@meeting-intelligence/service');
const { notificationService } = await import('./notification.module.js');
await runService(notificationService, version, telemetry);
