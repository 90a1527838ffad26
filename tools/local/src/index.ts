/** What other tools need to run the system themselves; `npm start` and `npm run demo` are main.ts. */
export { makeApiKey } from './api-key.js';
export { temporaryDataFolder } from './data-folder.js';
export { DEFAULT_TIMINGS, ManagedProcess, type ProcessDefinition, type Timings } from './managed-process.js';
export type { Console } from './console.js';
export { Interrupted, listenForQuit, type QuitSignals } from './quit-signals.js';
export { newSecretKeys } from './secret-keys.js';
export {
  serviceDefinitions,
  SERVICES,
  standInDefinition,
  STATEFUL,
  type StatefulService,
} from './service-definitions.js';
