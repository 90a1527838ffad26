import { setTimeout as sleep } from 'node:timers/promises';
import { jobOutcome } from '@meeting-intelligence/contracts';
import { noOrphans } from './invariants/no-orphans.js';
import { storedFiles } from './system/storage.js';
import type { SystemUnderTest } from './system/system-under-test.js';

const terminal: readonly string[] = jobOutcome.options;

/** Two looks in a row: between leaving one place and arriving in the next, a message may be in neither count. */
const LOOKS = 2;
const PAUSE_MS = 200;

/** Waits until nothing is left to do. Returns what was still to be done at the end of the time, or nothing. */
export async function untilQuiet(system: SystemUnderTest, timeoutMs: number): Promise<string | undefined> {
  const deadline = Date.now() + timeoutMs;
  let left: string | undefined;
  for (let quiet = 0; quiet < LOOKS;) {
    left = await whatIsLeft(system).catch((error: unknown) => `cannot look: ${(error as Error).message}`);
    quiet = left === undefined ? quiet + 1 : 0;
    if (quiet < LOOKS && Date.now() > deadline) return left ?? 'it was quiet for a moment only';
    if (quiet < LOOKS) await sleep(PAUSE_MS);
  }
  return undefined;
}

async function whatIsLeft({
  databases,
  broker,
  storageFolder,
}: SystemUnderTest): Promise<string | undefined> {
  const jobs = await databases.jobs();
  const running = jobs.filter(({ status }) => !terminal.includes(status));
  if (running.length > 0) {
    const named = running.map(({ id, status, stage }) => `${id} ${status}${stage ? ` (${stage})` : ''}`);
    return `${running.length} jobs have not ended: ${named.slice(0, 3).join(', ')}`;
  }
  const waiting = await databases.waitingEvents();
  if (waiting.length > 0) return `${waiting.length} events are in outboxes`;
  const pending = (await databases.deliveries()).filter(({ status }) => status === 'pending');
  if (pending.length > 0) return `${pending.length} webhooks are pending`;
  const work = (await broker.depths()).filter(({ queue }) => !queue.endsWith('.dead'));
  if (work.length > 0) {
    return `queues are not empty: ${work.map(({ queue, total }) => `${queue} ${total ?? '?'}`).join(', ')}`;
  }
  // The sweep of what no job owns is work too.
  const files = await storedFiles(storageFolder);
  const events = await databases.events();
  const [orphan] = noOrphans.breaches({
    files,
    jobs,
    events,
    waitingEvents: waiting,
    before: new Map(jobs.map(({ id, generation }) => [id, generation])),
    deadLetters: [],
    at: Date.now(),
  });
  return orphan;
}
