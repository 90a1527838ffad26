// Launches a (fake) project and waits to be killed. Says which processes it started.
import { createConsole } from '../dist/console.js';
import { launch } from '../dist/launch.js';

const project = process.argv[2];
const never = new AbortController().signal;
const console_ = createConsole({ everything: true });
const system = await launch({
  project,
  folder: `${project}/data`,
  console: console_,
  environment: process.env,
  quit: never,
  hurry: never,
});
console.log(JSON.stringify(Object.values(system.pids())));
setInterval(() => undefined, 1_000);
