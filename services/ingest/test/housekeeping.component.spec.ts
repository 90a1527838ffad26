import { randomUUID } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFailed, jobSubmitted } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, TypeOrmOutbox } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../src/adapters/typeorm-job-ledger.js';
import { WatchDeadlines } from '../src/watch-deadlines.js';
import { orders } from './a-job.js';
import { runIngest, type RunningIngest } from './running-ingest.js';

const notStopping = new AbortController().signal;
let ingest: RunningIngest;
runIngest((running) => (ingest = running), {
  JOB_DEADLINE_MS: '1000',
  WATCHDOG_INTERVAL_MS: '100',
  // Four fifths of it are for decoding, also on a busy machine.
  HANDLER_TIMEOUT_MS: '5000',
  SWEEP_INTERVAL_MS: '100',
  ORPHAN_AGE_MS: '60000',
});

/** Takes what waits for transcription and forgets it, as a fault might. */
function loseWhatWaits(): void {
  ingest.bus.subscribe({
    service: 'transcription',
    types: [jobSubmitted.type],
    deliver: async () => ({ kind: 'ack' }),
  });
}

test('a job past its deadline goes on while it waits for its turn, and fails once when nothing waits', async () => {
  const { id } = await ingest.submitted();
  await eventually(async () =>
    expect(await new TypeOrmJobLedger(ingest.database).overdueSteps(1_000)).toEqual(['accepted']),
  );
  await ingest.watchdog.round(notStopping);
  expect(await ingest.show(id)).toMatchObject({ status: 'pending' });

  ingest.bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  loseWhatWaits();
  await expect(ingest.watchdog.round(notStopping)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  expect(await ingest.show(id)).toMatchObject({ status: 'pending' });
  ingest.bus.failWith();

  await eventually(async () =>
    expect(await ingest.show(id)).toMatchObject({
      status: 'failed',
      error: { code: 'JOB_DEADLINE_EXCEEDED', stage: 'transcription', retryable: false },
    }),
  );
  await eventually(() => expect(ingest.told(id)).toMatchObject([{ type: jobFailed.type, generation: 1 }]));
  expect((await ingest.historyOf(id)).map(({ type }) => type)).toEqual([jobSubmitted.type, jobFailed.type]);
});

test('several watchdogs at once fail every job once', async () => {
  loseWhatWaits();
  const ids = await Promise.all(Array.from({ length: 12 }, async () => (await ingest.submitted()).id));
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
  const settings = { deadlineMs: 0, handlerTimeoutMs: 0, intervalMs: 1, lookAgainMs: 0, logger };
  const watchdogs = Array.from({ length: 4 }, () => {
    const [ledger, outbox] = [new TypeOrmJobLedger(ingest.database), new TypeOrmOutbox('ingest')];
    return new WatchDeadlines(ledger, outbox, new InMemoryEventBus(), orders, settings);
  });
  // The submissions leave the outbox first; what is in it has not had its turn.
  await eventually(async () =>
    expect(await ingest.database.query('select from ingest.outbox')).toHaveLength(0),
  );

  await Promise.all(watchdogs.map((watchdog) => watchdog.round(notStopping)));

  for (const id of ids) {
    await eventually(() => expect(ingest.told(id)).toHaveLength(1));
    expect(await ingest.historyOf(id)).toHaveLength(2);
  }
});

test('a recording that was left by a process that was killed is deleted, those of jobs stay', async () => {
  const { id } = await ingest.submitted();
  const orphan = randomUUID();
  await writeFile(join(ingest.folder, 'recordings', orphan), 'left behind');
  const anHourAgo = Date.now() / 1_000 - 3_600;
  for (const name of [id, orphan]) {
    await utimes(join(ingest.folder, 'recordings', name), anHourAgo, anHourAgo);
  }

  await eventually(async () => expect(await ingest.recordings()).not.toContain(orphan));
  expect(await ingest.recordings()).toContain(id);
  expect(JSON.stringify(ingest.lines)).toContain('deleted a recording that no job owns');
});
