/** Injection token: pino's logger is an interface and cannot be one itself. */
export const LOGGER = Symbol('logger');
