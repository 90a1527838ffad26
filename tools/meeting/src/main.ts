import { askOnTerminal } from './ask.js';
import { exitCodes } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { run } from './run.js';

const { stdout: out, stderr: err, env: environment } = process;
let status: number = exitCodes.done;
// `… | head` is no fault of ours.
out.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? status : exitCodes.failed),
);
// Nobody is left to be told, and the result may still be wanted.
err.on('error', () => {});

const interrupted = listenForInterrupt();
status = await run(process.argv.slice(2), {
  ...{ out, err, environment, interrupted },
  ask: askOnTerminal(interrupted),
});
// A pipe takes what is written bit by bit, and process.exit throws away what it has not taken yet.
await Promise.all([out, err].map((screen) => new Promise<void>((done) => screen.write('', () => done()))));
process.exit(status);
