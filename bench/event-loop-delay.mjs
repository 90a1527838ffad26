/**
 * Preloaded into the processes of a bench (`--import …/event-loop-delay.mjs?folder=F`): every second it writes the longest
 * and the 99th percentile of how late timers were so far, in milliseconds, into `F/<pid>`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = join(new URL(import.meta.url).searchParams.get('folder') ?? '.', String(process.pid));
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

setInterval(() => {
  const [max, p99] = [delay.max, delay.percentile(99)].map((nanoseconds) => Math.round(nanoseconds / 1e6));
  writeFileSync(file, JSON.stringify({ max, p99 }));
}, 1_000).unref();
