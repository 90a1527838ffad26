// Loaded into a process before its own code (`NODE_OPTIONS=--import …`, see FaultPlan), so that production code needs no
// hooks for faults. Without FAULT_FOLDER it does nothing.
import { ArmedFaults } from './preload/armed-faults.js';
import { shiftDates } from './preload/dates.js';
import { watchHttp } from './preload/http.js';
import { KillSwitch } from './preload/kill-switch.js';
import { watchMessages } from './preload/messages.js';
import { watchStatements } from './preload/statements.js';
import { watchStoring } from './preload/storing.js';

const folder = process.env.FAULT_FOLDER;
if (folder) {
  const faults = new ArmedFaults(folder);
  const killSwitch = new KillSwitch(faults);
  shiftDates(faults);
  watchMessages(faults, killSwitch);
  watchStatements(killSwitch);
  watchHttp(killSwitch);
  watchStoring(killSwitch);
}
