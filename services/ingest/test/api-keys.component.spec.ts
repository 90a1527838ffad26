import { randomUUID } from 'node:crypto';
import type { IssuedApiKey, PublicApiKey } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { parseKeyText } from '../src/access/key-text.js';
import { runIngest, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
let admin: string;
runIngest((running) => (ingest = running));
beforeAll(async () => void (admin = await ingest.keyOf('operations', ['admin'])));
beforeEach(() => {
  ingest.lines.length = 0;
});

const path = '/v1/api-keys';
const cms = { name: 'CMS prod', owner: 'cms', scopes: ['jobs:read', 'jobs:write'] };

function post(to: string, body: unknown): Promise<Response> {
  return ingest.request(to, {
    ...{ method: 'POST', key: admin, headers: { 'content-type': 'application/json' } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function created(body: object = cms): Promise<IssuedApiKey> {
  const response = await post(path, body);
  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as IssuedApiKey;
}

const revoke = (id: string) => ingest.request(`${path}/${id}`, { method: 'DELETE', key: admin });

/** What the gateway answers to somebody who asks for a job that is not there. */
const tryKey = async (key: string) => (await ingest.request(`/v1/jobs/${randomUUID()}`, { key })).status;

async function page(query = ''): Promise<{ data: PublicApiKey[]; next_cursor: string | null }> {
  const response = await ingest.request(`${path}${query}`, { key: admin });
  expect(response.status).toBe(200);
  return (await response.json()) as { data: PublicApiKey[]; next_cursor: string | null };
}

test('makes a key that opens the gateway for its owner', async () => {
  const issued = await created();

  expect(issued).toEqual({
    ...cms,
    ...{ id: parseKeyText(issued.key)!.id, key: issued.key, created_at: expect.any(String) as string },
    ...{ expires_at: null, revoked_at: null, last_used_at: null },
  });
  expect(await tryKey(issued.key)).toBe(404);
  const { id } = await ingest.submitted({}, issued.key);
  expect((await ingest.request(`/v1/jobs/${id}`, { key: issued.key })).status).toBe(200);
  expect((await ingest.request(`/v1/jobs/${id}`)).status).toBe(404);
});

test('a key expires when it was said to', async () => {
  const { key, expires_at } = await created({
    ...cms,
    expires_at: new Date(Date.now() + 1_500).toISOString(),
  });
  expect(expires_at).toMatch(/Z$/);
  expect(await tryKey(key)).toBe(404);

  await eventually(async () => expect(await tryKey(key)).toBe(401));
});

test('shows a key once: the list has no secret', async () => {
  const { key, id } = await created();
  const { data } = await page();

  expect(data.find((one) => one.id === id)).toEqual({
    ...{ id, ...cms, created_at: expect.any(String) as string },
    ...{ expires_at: null, revoked_at: null, last_used_at: null },
  });
  expect(JSON.stringify(data)).not.toContain(parseKeyText(key)!.secret);
});

test('says when a key was last used', async () => {
  const { key, id } = await created();
  await tryKey(key);

  expect((await page()).data.find((one) => one.id === id)?.last_used_at).toEqual(expect.any(String));
});

test('lists all keys in pages, the newest first, each once', async () => {
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) made.push((await created()).id);

  const seen: string[] = [];
  let link: string | null = `${path}?limit=2`;
  while (link) {
    const response: Response = await ingest.request(link, { key: admin });
    const { data, next_cursor } = (await response.json()) as Awaited<ReturnType<typeof page>>;
    expect(data.length).toBeLessThanOrEqual(2);
    seen.push(...data.map(({ id }) => id));
    link = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    expect(link === null).toBe(next_cursor === null);
  }

  expect(seen.filter((id) => made.includes(id))).toHaveLength(5);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen[0]).toBe(made.at(-1));
});

test.each([
  ['?limit=0', '/limit'],
  ['?limit=201', '/limit'],
  ['?limit=-1', '/limit'],
  ['?limit=x', '/limit'],
  ['?limit=1&limit=2', '/limit'],
  ['?cursor=x', '/cursor'],
  ['?cursor=', '/cursor'],
  [`?cursor=${Buffer.from('2026-11-20T09:00:00.000Z ’; drop table').toString('base64url')}`, '/cursor'],
  ['?owner=cms', '/owner'],
])('refuses a list with %s', async (query, pointer) => {
  const response = await ingest.request(`${path}${query}`, { key: admin });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] });
});

test.each<[string, unknown, number, readonly object[]]>([
  ['nothing', '', 422, [{ pointer: '' }]],
  ['what is no JSON', '{"name":', 400, []],
  [
    'a prototype',
    '{"name":"x","owner":"cms","scopes":["jobs:read"],"__proto__":{"owner":"cms"}}',
    422,
    [{ pointer: '/__proto__', code: 'unknown' }],
  ],
  ['an array', [], 422, [{ pointer: '' }]],
  [
    'no field',
    {},
    422,
    [
      { pointer: '/name', code: 'missing' },
      { pointer: '/owner', code: 'missing' },
      { pointer: '/scopes', code: 'missing' },
    ],
  ],
  ['an unknown field', { ...cms, id: 'x' }, 422, [{ pointer: '/id', code: 'unknown' }]],
  ['a name of white space', { ...cms, name: ' ' }, 422, [{ pointer: '/name', code: 'invalid' }]],
  ['a long name', { ...cms, name: 'x'.repeat(101) }, 422, [{ pointer: '/name', code: 'too_long' }]],
  ['a NUL in the name', { ...cms, name: 'a\0b' }, 422, [{ pointer: '/name', code: 'invalid' }]],
  ['half a letter', { ...cms, name: 'a\ud800' }, 422, [{ pointer: '/name', code: 'invalid' }]],
  ['a line break in the owner', { ...cms, owner: 'a\r\nX-Owner: b' }, 422, [{ pointer: '/owner' }]],
  ['a line break at the end', { ...cms, owner: 'cms\n' }, 422, [{ pointer: '/owner' }]],
  ['no scope', { ...cms, scopes: [] }, 422, [{ pointer: '/scopes' }]],
  ['an unknown scope', { ...cms, scopes: ['root'] }, 422, [{ pointer: '/scopes/0' }]],
  [
    'an expiry in the past',
    { ...cms, expires_at: '2001-01-01T00:00:00Z' },
    422,
    [{ pointer: '/expires_at' }],
  ],
  ['a date', { ...cms, expires_at: '2099-01-01' }, 422, [{ pointer: '/expires_at' }]],
])('makes no key of %s', async (_what, body, status, errors) => {
  const before = await ingest.database.query('select count(*) from ingest.api_keys');
  const response = await post(path, body);

  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST', errors });
  expect(await ingest.database.query('select count(*) from ingest.api_keys')).toEqual(before);
});

test('a scope that is named twice counts once', async () => {
  expect(await created({ ...cms, scopes: ['jobs:read', 'jobs:read'] })).toMatchObject({
    scopes: ['jobs:read'],
  });
});

test('rotates a key: at once, or with a grace period for the old secret', async () => {
  const { id, key } = await created();

  const response = await post(`${path}/${id}/rotate`, { grace_seconds: 60 });
  expect(response.status).toBe(200);
  const second = (await response.json()) as IssuedApiKey;
  expect(second).toMatchObject({ id, ...cms });
  expect([await tryKey(key), await tryKey(second.key)]).toEqual([404, 404]);

  const third = (await (await post(`${path}/${id}/rotate`, {})).json()) as IssuedApiKey;

  expect([await tryKey(key), await tryKey(second.key), await tryKey(third.key)]).toEqual([401, 401, 404]);
});

test('rotates without a body too', async () => {
  const { id, key } = await created();

  expect((await ingest.request(`${path}/${id}/rotate`, { method: 'POST', key: admin })).status).toBe(200);
  expect(await tryKey(key)).toBe(401);
});

test.each([604_801, -1, 1.5, '60', null])('refuses a grace period of %j', async (grace_seconds) => {
  const { id, key } = await created();
  const response = await post(`${path}/${id}/rotate`, { grace_seconds });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ pointer: '/grace_seconds' }] });
  expect(await tryKey(key)).toBe(404);
});

test('revokes a key at once, as often as it is told to', async () => {
  const { id, key } = await created();
  expect(await tryKey(key)).toBe(404);

  const first = await revoke(id);
  expect([first.status, await first.text()]).toEqual([204, '']);
  const { revoked_at } = (await page()).data.find((one) => one.id === id)!;
  expect((await revoke(id)).status).toBe(204);

  expect(await tryKey(key)).toBe(401);
  expect((await page()).data.find((one) => one.id === id)).toMatchObject({ revoked_at });
  const rotating = await post(`${path}/${id}/rotate`, {});
  expect(rotating.status).toBe(409);
  expect(await rotating.json()).toMatchObject({ code: 'API_KEY_ENDED' });
});

test.each(['0123456789abcdef', 'x', '%27%3B--', '%00'])('there is no key %s', async (id) => {
  for (const response of [await revoke(id), await post(`${path}/${id}/rotate`, {})]) {
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'API_KEY_NOT_FOUND' });
  }
});

test('what a key submitted goes on after the key', async () => {
  const { id, key } = await created();
  const job = await ingest.submitted({}, key);
  await revoke(id);
  const other = await created();

  expect((await ingest.request(`/v1/jobs/${job.id}`, { key: other.key })).status).toBe(200);
});

test('the log says who changed which key, and has no key', async () => {
  const { id, key } = await created();
  const rotated = (await (await post(`${path}/${id}/rotate`, {})).json()) as IssuedApiKey;
  await revoke(id);
  await eventually(() => expect(ingest.lines.filter(({ msg }) => msg === 'request')).toHaveLength(3));

  const who = { key_id: parseKeyText(admin)!.id, owner: 'operations', changed_key_id: id };
  expect(ingest.lines.filter(({ changed_key_id }) => changed_key_id)).toMatchObject([
    { msg: 'an API key was made', ...who },
    { msg: 'an API key was rotated', ...who },
    { msg: 'an API key was revoked', ...who },
  ]);
  const log = JSON.stringify(ingest.lines);
  for (const text of [key, rotated.key, admin]) expect(log).not.toContain(parseKeyText(text)!.secret);
});
