import { expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { KeyedRequests } from './keyed-requests.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { MAX_IDEMPOTENCY_KEYS: '1' });

test('an owner has so many keys kept; beyond that none is forgotten before its time, and a new one is refused', async () => {
  const [known, another] = [new KeyedRequests(ingest), new KeyedRequests(ingest)];
  const done = await known.form({ title: 'Planning' });
  expect(done.status).toBe(202);

  const refused = await another.form({ title: 'Review' });

  expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_IDEMPOTENCY_KEYS']);
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(86_000);
  expect(retryAfter).toBeLessThanOrEqual(86_400);
  const again = await known.form({ title: 'Planning' });
  expect([again.status, again.body.id]).toEqual([202, done.body.id]);
  expect((await ingest.submit({ title: 'Without a key' })).status).toBe(202);
  const key = await ingest.keyOf('somebody else', ['jobs:write']);
  expect((await another.form({ title: 'Review' }, { key })).status).toBe(202);
});
