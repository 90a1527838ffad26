import { randomBytes, randomUUID } from 'node:crypto';
import {
  jobCompleted,
  jobSubmitted,
  webhookDelivered,
  webhookExhausted,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { rootEvent } from '@meeting-intelligence/messaging';
import { PostgresKeptSecrets, resealKeptSecrets } from '@meeting-intelligence/resealing';
import { autoTeardown, eventually, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { keptSecrets } from '../src/adapters/kept-secrets.js';
import { Receiver, status } from './receiver.js';
import { RunningNotification } from './running-notification.js';

const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`) as [string, string];
const secret = 'a-very-secret-secret';
const leaks = leakCheck();
const teardown = autoTeardown(afterEach);
let databaseUrl: string;
let receiver: Receiver;

afterAll(() => leaks.assertNone());
beforeEach(async () => {
  databaseUrl = teardown.use(await testDatabase()).url;
  receiver = teardown.use(await Receiver.start(status(200)));
}, 120_000);

/** Runs the service with a ring for as long as `work` takes. */
async function during(
  secretKeys: string,
  work: (service: RunningNotification) => Promise<void>,
): Promise<void> {
  const service = await RunningNotification.start(databaseUrl, secretKeys);
  try {
    await work(service);
  } finally {
    await service.stop();
  }
}

function event(jobId: string, draft: EventDraft) {
  return rootEvent(draft, { source: 'test', subject: jobId, owner: 'cms', generation: 1 });
}

const submitted = (jobId: string, kept: string) =>
  event(jobId, jobSubmitted({ ...jobSubmitted.example, webhook: { url: receiver.url, secret: kept } }));
const completed = (jobId: string) =>
  event(jobId, jobCompleted({ meeting: { ...jobCompleted.example.meeting, job_id: jobId } }));

async function remembered(service: RunningNotification, jobId: string): Promise<string> {
  const [row] = await service.database.query<{ secret: string }[]>(
    'select secret from notification.targets where job_id = $1',
    [jobId],
  );
  return row!.secret;
}

function reseal(service: RunningNotification, secretKeys: string, batchSize = 2) {
  return resealKeptSecrets(
    new PostgresKeptSecrets(service.database, keptSecrets),
    KeyRing.parse(secretKeys),
    {
      dryRun: false,
      batchSize,
      signal: new AbortController().signal,
      onUnreadable: (jobId, code) => expect.unreachable(`${jobId} ${code}`),
    },
  );
}

function eventuallyTold(service: RunningNotification, jobId: string, type: string): Promise<unknown> {
  return eventually(() => {
    const events = service.published(jobId, type);
    expect(events).not.toEqual([]);
    return events[0]!.data;
  });
}

test('a secret outlives the key that it was sealed with, once it is sealed anew', async () => {
  const jobs = Array.from({ length: 5 }, () => randomUUID());
  const plain = randomUUID();
  await during(k1, async (service) => {
    await service.bus.publish(jobs.map((id) => submitted(id, KeyRing.parse(k1).seal(secret, id))));
    await service.bus.idle();
    // As a build before key rings left it.
    await service.database.query(
      `insert into notification.targets (job_id, url, secret, metadata) values ($1, $2, $3, '{}')`,
      [plain, receiver.url, secret],
    );
  });

  await during(`${k2},${k1}`, async (service) => {
    expect(await reseal(service, `${k2},${k1}`)).toMatchObject({
      resealed: 6,
      wasPlain: 1,
      byKey: { k1: 5 },
      changedMeanwhile: 0,
      finished: true,
    });
    expect(await reseal(service, `${k2},${k1}`)).toMatchObject({
      resealed: 0,
      upToDate: 6,
      byKey: { k2: 6 },
    });
  });

  await during(k2, async (service) => {
    for (const id of [...jobs, plain]) {
      expect(await remembered(service, id)).toMatch(/^v1\.k2\./);
      await service.bus.publish([completed(id)]);
      await eventuallyTold(service, id, webhookDelivered.type);
    }
  });
  expect(receiver.received.map(({ headers }) => headers['x-webhook-secret'])).toEqual(
    Array.from({ length: 6 }, () => secret),
  );
});

test('a message of before the rotation that arrives late is stored under the newest key', async () => {
  const id = randomUUID();
  await during(`${k2},${k1}`, async (service) => {
    await service.bus.publish([submitted(id, KeyRing.parse(k1).seal(secret, id))]);
    await service.bus.idle();

    expect(await remembered(service, id)).toMatch(/^v1\.k2\./);
  });
});

test('without the key nothing is sent and the dead letter says why; with the key back its replay is sent', async () => {
  const id = randomUUID();
  await during(k1, async (service) => {
    await service.bus.publish([submitted(id, KeyRing.parse(k1).seal(secret, id))]);
    await service.bus.idle();
  });

  await during(k2, async (service) => {
    await service.bus.publish([completed(id)]);

    const reason = expect.stringMatching(/sealed with key k1, which is not in SECRET_KEYS/) as string;
    expect(await eventuallyTold(service, id, webhookExhausted.type)).toMatchObject({ attempts: 1, reason });
    const [letter, ...others] = service.bus.deadLetters('notification.job.completed.v1');
    expect(JSON.stringify(letter?.headers)).toContain('SECRET_KEY_UNKNOWN');
    expect(others).toEqual([]);
    expect(receiver.received).toEqual([]);
  });

  await during(`${k2},${k1}`, async (service) => {
    await service.bus.publish([completed(id)]);

    expect(await eventuallyTold(service, id, webhookDelivered.type)).toMatchObject({ attempts: 2 });
    expect(receiver.received).toMatchObject([{ headers: { 'x-webhook-secret': secret } }]);
  });
});

test('a secret that belongs to another job is not sent', async () => {
  const id = randomUUID();
  await during(k1, async (service) => {
    await service.bus.publish([submitted(id, KeyRing.parse(k1).seal(secret, randomUUID()))]);
    await service.bus.idle();
    await service.bus.publish([completed(id)]);

    const reason = expect.stringMatching(/does not open with key k1/) as string;
    expect(await eventuallyTold(service, id, webhookExhausted.type)).toMatchObject({ attempts: 1, reason });
    expect(receiver.received).toEqual([]);
  });
});

test('of what the service writes while secrets are sealed anew nothing is overwritten', async () => {
  const id = randomUUID();
  await during(k1, async (service) => {
    const older = KeyRing.parse(k1).seal('the first', id);
    await service.database.query(
      `insert into notification.targets (job_id, url, secret, metadata) values ($1, 'https://cms.example', $2, '{}')`,
      [id, older],
    );
    const kept = new PostgresKeptSecrets(service.database, keptSecrets);
    const replacing = async () => kept.replace([{ jobId: id, secret: older, resealed: 'v1.k2.sealed-anew' }]);

    // A submission that is replayed, its transaction still open: the replacement waits for it, and then finds another secret.
    const replayed = service.database.createQueryRunner();
    await replayed.startTransaction();
    await replayed.query('update notification.targets set secret = $2 where job_id = $1', [id, 'another']);
    const waiting = replacing();
    await eventually(async () => {
      const blocked = await service.database.query<unknown[]>(
        'select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()',
      );
      expect(blocked).toHaveLength(1);
    });
    await replayed.commitTransaction();
    await replayed.release();

    expect(await waiting).toBe(0);
    expect(await remembered(service, id)).toBe('another');
  });
});
