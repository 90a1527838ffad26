import type { Scenario } from '../scenario.js';
import { brokerFaults } from './broker.js';
import { cancellations } from './cancellations.js';
import { clockJumps } from './clocks.js';
import { copies } from './copies.js';
import { replays } from './dead-letters.js';
import { deadlines } from './deadlines.js';
import { databaseFaults } from './database.js';
import { disturbedFollowers } from './followers.js';
import { killedProcesses } from './killed-processes.js';
import { linkFaults } from './links.js';
import { poisonMessages } from './poison.js';
import { providerFaults } from './provider.js';
import { recordingsByUrl } from './recordings-by-url.js';
import { storageFaults } from './storage.js';
import { terminatedProcesses } from './terminated-processes.js';
import { unexpectedMessages } from './unexpected-messages.js';
import { webhookFaults } from './webhooks.js';

/** Every fault, in the order in which they are tried. */
export const scenarios: readonly Scenario[] = [
  ...killedProcesses,
  ...terminatedProcesses,
  ...copies,
  ...brokerFaults,
  ...databaseFaults,
  ...linkFaults,
  ...storageFaults,
  ...providerFaults,
  ...webhookFaults,
  ...recordingsByUrl,
  ...disturbedFollowers,
  ...unexpectedMessages,
  ...poisonMessages,
  ...clockJumps,
  ...cancellations,
  ...deadlines,
  ...replays,
];
