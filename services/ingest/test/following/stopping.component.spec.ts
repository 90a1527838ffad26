import { recordingPrepared } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, leakCheck, within } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../../src/adapters/typeorm-job-ledger.js';
import { openJob } from '../a-job.js';
import { RunningIngest } from '../running-ingest.js';
import { EventClient } from './event-client.js';

test('when the service stops, streams and long polls end first, while what is in flight still runs', async () => {
  const leaks = leakCheck();
  const teardown = autoTeardown();
  const ingest = await RunningIngest.start(teardown);
  const id = await openJob(new TypeOrmJobLedger(ingest.database));
  const streams = await Promise.all(
    [`/v1/jobs/${id}/events`, '/v1/events'].map((path) =>
      EventClient.open(ingest.url + path, { key: ingest.key }),
    ),
  );
  const poll = ingest.request(`/v1/jobs/${id}?wait=60s`);
  await eventually(() => expect(ingest.openAnswers()).toBe(3));
  const holder = ingest.database.createQueryRunner();
  await holder.startTransaction();
  await holder.query('select from ingest.jobs where id = $1 for update', [id]);
  await ingest.publish(id, recordingPrepared);
  const isHandled = () =>
    holder.query(`select from pg_locks where not granted and locktype = 'transactionid'`);
  await eventually(async () => expect(await isHandled()).not.toEqual([]));

  let hasStopped = false;
  const stopping = teardown.run().then(() => (hasStopped = true));
  await within(Promise.all(streams.map(({ ended }) => ended)), 2_000, () => 'the streams did not end');
  expect((await poll).status).toBe(200);
  expect(streams.every(({ isWhole }) => isWhole)).toBe(true);
  expect(hasStopped).toBe(false);
  await holder.rollbackTransaction();
  await holder.release();
  await stopping;
  await leaks.assertNone();
});
