import { listenForInterrupt } from './interrupt.js';
import { run } from './run.js';

// `… | head` is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const { stdout: out, stderr: err, env: environment } = process;
const status = await run(process.argv.slice(2), { out, err, environment, interrupted: listenForInterrupt() });
process.exit(status);
