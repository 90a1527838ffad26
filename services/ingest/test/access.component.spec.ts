import { randomUUID } from 'node:crypto';
import { apiRoutes, type Scope } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { keyText, newKeyId, newSecret, parseKeyText } from '../src/access/key-text.js';
import { answerOn, beginUpload, filePart } from './raw-http.js';
import { meeting, runIngest, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));
beforeEach(() => {
  ingest.lines.length = 0;
});

const somewhere = `/v1/jobs/${randomUUID()}`;
const unknownKey = keyText({ id: newKeyId(), secret: newSecret() });

async function expectUnauthorized(response: Response): Promise<string> {
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as { code: string; detail: string };
  expect(problem).toMatchObject({ status: 401, code: 'UNAUTHORIZED', errors: [] });
  return problem.detail;
}

test.each([
  ['without a key', {}],
  ['with a malformed key', { authorization: 'Bearer mi_x_y' }],
  ['with another scheme', { authorization: `Basic ${Buffer.from('mi:mi').toString('base64')}` }],
  ['with an unknown key', { authorization: `Bearer ${unknownKey}` }],
  ['with 8 KB in the header', { authorization: `Bearer ${'m'.repeat(8_192)}` }],
  ['with the key in another header', { 'x-api-key': unknownKey }],
])('nobody gets in %s', async (_what, headers: Record<string, string>) => {
  await expectUnauthorized(await ingest.request(somewhere, { key: null, headers }));
});

test('a key in the query is not taken', async () => {
  for (const name of ['key', 'api_key', 'access_token', 'authorization']) {
    await expectUnauthorized(await ingest.request(`${somewhere}?${name}=${ingest.key}`, { key: null }));
  }
  expect(JSON.stringify(ingest.lines)).not.toContain(parseKeyText(ingest.key)!.secret);
});

test('two Authorization headers are refused, whichever is right', async () => {
  for (const keys of [
    [ingest.key, unknownKey],
    [unknownKey, ingest.key],
    [ingest.key, ingest.key],
  ]) {
    const { hostname, port } = new URL(ingest.url);
    const lines = keys.map((key) => `Authorization: Bearer ${key}\r\n`).join('');
    const socket = await beginUpload(ingest.url, {
      path: `/v1/jobs HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${lines}X-Rest: 1`,
      headers: { 'Content-Length': 10 },
    });
    const answer = await answerOn(socket);

    expect(answer.status).toBe(401);
  }
});

test('a wrong secret, a revoked and an expired key are refused in the same words', async () => {
  const { id } = parseKeyText(ingest.key)!;
  const revoked = await ingest.keyOf('cms', ['jobs:read']);
  await ingest.keys.revoke(parseKeyText(revoked)!.id);
  const expired = await ingest.keyOf('cms', ['jobs:read'], new Date(Date.now() - 1).toISOString());

  const details = [];
  for (const key of [keyText({ id, secret: newSecret() }), unknownKey, revoked, expired]) {
    details.push(await expectUnauthorized(await ingest.request(somewhere, { key })));
  }

  expect(new Set(details).size).toBe(1);
});

test.each(['GET', 'HEAD'])('%s asks for a key', async (method) => {
  expect((await ingest.request(somewhere, { method, key: null })).status).toBe(401);
  expect((await ingest.request(somewhere, { method })).status).toBe(404);
});

test.each(['/v1/nothing', '/v2', '/', '/v1', '//v1/jobs', '/V1/jobs/x'])(
  'what is not there is not there for everybody: %s',
  async (path) => {
    const response = await ingest.request(path, { key: null });

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
  },
);

test.each(apiRoutes.filter(({ scope }) => scope !== null))(
  '$method $path asks for a key with the scope that its description names',
  async ({ method, path, scope, operatorScope, body = {} }) => {
    const others = (['jobs:read', 'jobs:write', 'webhooks:write', 'admin'] as const).filter(
      (one) => one !== scope && one !== operatorScope,
    );
    const key = await ingest.keyOf('cms', others);
    const [contentType] = Object.keys(body);
    const request = {
      method,
      ...(contentType && { headers: { 'content-type': contentType }, body: '{}' }),
    };
    const url = path.replaceAll(/\{\w+\}/g, randomUUID());

    expect((await ingest.request(url, { ...request, key: null })).status).toBe(401);
    const response = await ingest.request(url, { ...request, key });

    expect(response.status).toBe(403);
    if (method !== 'HEAD')
      expect(await response.json()).toMatchObject({
        code: 'INSUFFICIENT_SCOPE',
        detail: expect.stringContaining(`${scope}`) as string,
      });
    expect(response.headers.get('www-authenticate')).toBeNull();
  },
);

test.each<[string, string | undefined, number]>([
  ['without a key', undefined, 401],
  ['with an unknown key', unknownKey, 401],
])('an upload %s is refused before any of it was read', async (_what, key, status) => {
  const socket = await beginUpload(ingest.url, { key, headers: { 'Content-Length': 900_000 } });

  const answer = await answerOn(socket);

  expect(answer.status).toBe(status);
});

test('an upload with a key for something else is refused, and the client hears it while it sends', async () => {
  const key = await ingest.keyOf('cms', ['jobs:read']);
  const socket = await beginUpload(ingest.url, { key, headers: { 'Content-Length': 900_000 } });
  const send = (bytes: Buffer) =>
    new Promise<void>((resolve, reject) =>
      socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
  await send(filePart('file', 'a.ogg', Buffer.alloc(20_000)));
  await eventually(() =>
    expect(ingest.lines).toContainEqual(expect.objectContaining({ msg: 'request rejected' })),
  );
  for (let sent = 0; sent < 700_000; sent += 10_000) await send(Buffer.alloc(10_000));

  const answer = await answerOn(socket);

  expect(answer.status).toBe(403);
  expect(await ingest.recordings()).toEqual([]);
});

test('a JSON body of a stranger is not read', async () => {
  const socket = await beginUpload(ingest.url, {
    path: '/v1/api-keys',
    contentType: 'application/json',
    headers: { 'Content-Length': 100_000 },
  });

  expect((await answerOn(socket)).status).toBe(401);
});

test('a client that goes away while its key is looked up leaves nothing', async () => {
  const { database } = ingest;
  const lock = database.createQueryRunner();
  await lock.startTransaction();
  await lock.query('lock table ingest.api_keys in access exclusive mode');
  const socket = await beginUpload(ingest.url, { key: ingest.key, headers: { 'Content-Length': 900_000 } });
  socket.write(filePart('file', 'a.ogg', Buffer.alloc(20_000)));
  await eventually(async () => {
    const [{ waiting }] = await database.query<[{ waiting: number }]>(
      `select count(*)::int as waiting from pg_locks where not granted and relation = 'ingest.api_keys'::regclass`,
    );
    expect(waiting).toBeGreaterThan(0);
  });
  socket.destroy();
  await eventually(() =>
    expect(ingest.lines).toContainEqual(expect.objectContaining({ msg: 'request', is_aborted: true })),
  );
  await lock.rollbackTransaction();
  await lock.release();

  await eventually(() =>
    expect(ingest.lines).toContainEqual(
      expect.objectContaining({ msg: 'request rejected', code: 'UPLOAD_INCOMPLETE' }),
    ),
  );
  expect(await ingest.recordings()).toEqual([]);
});

test('every line of a request says whose key it came by, and none has the key', async () => {
  const key = await ingest.keyOf('cms', ['jobs:read', 'jobs:write']);
  const { id: key_id, secret } = parseKeyText(key)!;
  const { id } = await ingest.submitted({}, key);
  await ingest.request(`/v1/jobs/${id}`, { key: ingest.key });
  await ingest.request(`/v1/jobs/${id}`, { key });
  await ingest.request('/v1/api-keys', { key });
  await eventually(() => expect(ingest.lines.filter(({ msg }) => msg === 'request')).toHaveLength(4));

  const about = (msg: string) => ingest.lines.filter((line) => line.msg === msg);
  expect(about('job accepted')).toMatchObject([{ key_id, owner: 'cms', job_id: id }]);
  expect(about('request').map((line) => [line.owner, line.status])).toEqual([
    ['cms', 202],
    ['default', 404],
    ['cms', 200],
    ['cms', 403],
  ]);
  expect(about('request')[0]).toMatchObject({ key_id, job_id: id });
  expect(about('request rejected')).toMatchObject([
    { owner: 'default', code: 'JOB_NOT_FOUND' },
    { owner: 'cms', code: 'INSUFFICIENT_SCOPE' },
  ]);
  expect(JSON.stringify(ingest.lines)).not.toContain(secret);
  expect(JSON.stringify(ingest.lines)).not.toContain(parseKeyText(ingest.key)!.secret);
});

test('of a key only the hash is stored', async () => {
  const { id, secret } = parseKeyText(ingest.key)!;
  const rows = JSON.stringify(await ingest.database.query('select * from ingest.api_keys'));

  expect(rows).toContain(id);
  expect(rows).not.toContain(secret);
});

test('two owners neither see nor cancel nor read what is the other’s', async () => {
  const scopes: Scope[] = ['jobs:read', 'jobs:write'];
  const [mine, theirs] = [await ingest.keyOf('mine', scopes), await ingest.keyOf('theirs', scopes)];
  const { id } = await ingest.submitted({}, mine);
  const as = (key: string, path: string, method = 'GET') => ingest.request(path, { key, method });
  const shape = async (response: Response) => ({
    status: response.status,
    ...((await response.json()) as object),
    request_id: undefined,
    instance: undefined,
  });

  for (const [path, method] of [
    ['', 'GET'],
    ['/cancel', 'POST'],
  ] as const) {
    const foreign = await shape(await as(theirs, `/v1/jobs/${id}${path}`, method));
    expect(foreign).toEqual(await shape(await as(theirs, `/v1/jobs/${randomUUID()}${path}`, method)));
    expect(foreign).toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
  }
  const meetingPath = `/v1/meetings/${meeting.id}`;
  const foreign = await shape(await as(theirs, meetingPath));
  expect(foreign).toEqual(await shape(await as(theirs, `/v1/meetings/${randomUUID()}`)));
  expect(foreign).toMatchObject({ status: 404, code: 'MEETING_NOT_FOUND' });
  expect((await as(ingest.key, meetingPath)).status).toBe(200);

  expect(await shape(await as(mine, `/v1/jobs/${id}`))).toMatchObject({ id, status: 'pending' });
  expect((await as(mine, `/v1/jobs/${id}/cancel`, 'POST')).status).toBe(202);
  await eventually(() => expect(ingest.told(id)).toMatchObject([{ owner: 'mine' }]));
});

test('an owner cannot be chosen by whoever asks', async () => {
  const { id } = await ingest.submitted({}, await ingest.keyOf('mine', ['jobs:write']));
  const key = await ingest.keyOf('theirs', ['jobs:read']);

  const response = await ingest.request(`/v1/jobs/${id}`, { key, headers: { 'x-owner': 'mine' } });
  const read = await ingest.request(`/v1/meetings/${meeting.id}`, {
    key,
    headers: { 'x-owner': 'default' },
  });

  expect([response.status, read.status]).toEqual([404, 404]);
});

test('what a client sends of a body slowly is not waited for', async () => {
  const key = await ingest.keyOf('operations', ['admin']);
  const socket = await beginUpload(ingest.url, {
    ...{ key, path: '/v1/api-keys', contentType: 'application/json' },
    headers: { 'Content-Length': 100_000 },
  });
  socket.write('{');
  const trickle = setInterval(() => socket.write(' '), 200);

  const answer = await answerOn(socket, 15_000).finally(() => clearInterval(trickle));

  expect(answer.status).toBe(408);
}, 20_000);
