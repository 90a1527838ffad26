import { randomBytes } from 'node:crypto';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { runIngest, RunningIngest } from '../running-ingest.js';
import { KeyedRequests } from './keyed-requests.js';

const ring = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [k1, k2] = [ring('k1'), ring('k2')];
const environment = { SECRET_KEYS: k1, IDEMPOTENCY_LEASE_MS: '1000' };
let ingest: RunningIngest;
let requests: KeyedRequests;
runIngest((running) => (ingest = running), environment);
beforeEach(() => {
  requests = new KeyedRequests(ingest);
});

const teardown = autoTeardown(afterAll);

/** Another gateway on the same database: a replica, or the same after a restart. */
async function another(changed: Readonly<Record<string, string>> = {}) {
  const { url } = ingest.database.options as { url?: string };
  const replica = await RunningIngest.start(teardown, { ...environment, DATABASE_URL: url!, ...changed });
  const elsewhere = new KeyedRequests(replica);
  return Object.assign(elsewhere, { idempotencyKey: requests.idempotencyKey });
}

test('a key that one replica has is in use at every other, for as long as the upload takes', async () => {
  const elsewhere = await another();
  const upload = await requests.beginAndWait();
  const startedAt = performance.now();
  while (performance.now() - startedAt < 2_500) expect((await elsewhere.form()).status).toBe(409);

  expect((await upload.end()).status).toBe(202);
  const again = await elsewhere.form({ title: 'Planning' });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
});

test('what was answered before a restart is answered so after it', async () => {
  const first = await requests.form();
  const again = await (await another({ SECRET_KEYS: `${k2},${k1}` })).form();

  expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([
    202,
    first.body,
    'true',
  ]);
});

test('what was sealed with a key that is gone is not carried out once more', async () => {
  const first = await requests.form();
  const elsewhere = await another({ SECRET_KEYS: k2 });
  const again = await elsewhere.form();

  expect([again.status, again.body.code]).toEqual([409, 'IDEMPOTENCY_ANSWER_LOST']);
  expect((await elsewhere.jobs()).filter(({ id }) => id !== first.body.id)).toHaveLength(
    (await requests.jobs()).length - 1,
  );
});

test('keys are forgotten when their time is over', async () => {
  const first = await requests.form();
  const brief = { IDEMPOTENCY_TTL_MS: '1000', SWEEP_INTERVAL_MS: '100' };
  const elsewhere = await another(brief);
  await ingest.database.query(`update ingest.idempotency_keys set expires_at = now() - interval '1 s'`);

  const anew = await elsewhere.form();
  expect(anew.status).toBe(202);
  expect(anew.body.id).not.toBe(first.body.id);
  await eventually(
    async () =>
      expect(await ingest.database.query('select *, now() from ingest.idempotency_keys')).toEqual([]),
    { timeoutMs: 5_000 },
  );
});
