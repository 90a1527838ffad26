import { expect, test } from 'vitest';
import { cut, gateway, id, soon, unavailable, type Turn } from '../test/scripted-gateway.js';
import type { Job } from './index.js';

const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ sequence: from + index }));
/** A page of a history, of which the last tells no cursor. */
const page = (
  [from, to]: readonly [number, number],
  next_cursor: string | null,
  more: Partial<Pick<Job, 'status' | 'webhook'>> = {},
): Turn => ({
  headers: { etag: `"${to}-x"` },
  body: { job_id: id, status: 'processing', entries: entries(from, to), next_cursor, ...more },
});
const nobodyToTell = { url_host: null, status: 'none', attempts: 0, reason: null } as const;

test('a history is read page by page, and is one', async () => {
  const { client, requests } = await gateway(
    page([1, 200], 'c1'),
    page([201, 400], 'c2'),
    page([401, 450], null),
  );

  const history = await client.history(id);

  expect(history.entries.map(({ sequence }) => sequence)).toEqual(
    entries(1, 450).map(({ sequence }) => sequence),
  );
  expect(history).not.toHaveProperty('next_cursor');
  expect(requests.map(({ line }) => line)).toEqual([
    `GET /v1/jobs/${id}/history?limit=200`,
    `GET /v1/jobs/${id}/history?limit=200&cursor=c1`,
    `GET /v1/jobs/${id}/history?limit=200&cursor=c2`,
  ]);
});

test('a history is followed: what was read is not asked for again, nor what did not change, nor while the service is away', async () => {
  const { client, requests } = await gateway(
    page([1, 200], 'c1'),
    page([201, 201], null),
    { status: 304, headers: { etag: '"201-x"' }, body: '' },
    cut,
    { ...unavailable, headers: soon },
    { ...unavailable, status: 429, headers: soon },
    page([201, 202], null, { status: 'completed', webhook: { ...nobodyToTell, status: 'pending' } }),
    page([201, 203], null, { status: 'completed', webhook: nobodyToTell }),
  );
  const [told, faults]: [number[], Error[]] = [[], []];

  const history = await client.followHistory(id, {
    onNews: ({ entries: all }) => told.push(all.length),
    onAway: (error) => faults.push(error),
  });

  expect(history.entries).toHaveLength(203);
  expect([told, faults.length]).toEqual([[201, 202, 203], 3]);
  const lastPage = `GET /v1/jobs/${id}/history?limit=200&cursor=c1`;
  expect(requests.map(({ line, known }) => [line, known])).toEqual([
    [`GET /v1/jobs/${id}/history?limit=200`, undefined],
    [lastPage, undefined],
    ...Array.from({ length: 5 }, () => [`${lastPage}&wait=1s`, '"201-x"']),
    [`${lastPage}&wait=1s`, '"202-x"'],
  ]);
}, 20_000);

test('following a history ends at once for a job that is not there, and when it is told to', async () => {
  const { client } = await gateway({ ...unavailable, status: 404, body: { code: 'JOB_NOT_FOUND' } });
  await expect(client.followHistory(id)).rejects.toMatchObject({ status: 404 });

  const { client: patient } = await gateway(page([1, 1], null));
  await expect(patient.followHistory(id, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
});
