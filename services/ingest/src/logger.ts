import type { Logger } from '@meeting-intelligence/telemetry';

export type { Logger };
/** Injection token: pino's logger is an interface and cannot be one itself. */
export const LOGGER = Symbol('logger');
