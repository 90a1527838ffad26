/** Paths, ids, queries and methods that lead nowhere. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { AttackedIngest, attackIngest } from './attacked-ingest.js';

let attacked: AttackedIngest;
attackIngest((given) => (attacked = given));

const id = randomUUID();
const digits = (zero: number) =>
  encodeURIComponent(id.replace(/\d/g, (d) => String.fromCodePoint(zero + Number(d))));

test.each([
  ['', 'is of another kind', 'x'],
  ['', 'is a number', '1'],
  ['', 'is too long by one', `${id}0`],
  ['', 'has no dashes', id.replaceAll('-', '')],
  ['', 'has braces', `%7B${id}%7D`],
  ['', 'is a URN', `urn:uuid:${id}`],
  ['', 'ends with a line break', `${id}%0a`],
  ['', 'ends with NUL', `${id}%00`],
  ['', 'ends with a space', `${id}%20`],
  ['', 'has full-width digits', digits(0xff10)],
  ['', 'has Arabic digits', digits(0x0660)],
  ['', 'has a quote of SQL', `${id}'%3B%20select%201--`],
  ['', 'leads up', '%2e%2e%2fapi-keys'],
  ['', 'is a path', 'etc%2fpasswd'],
  ['', 'is __proto__', '__proto__'],
  ['', 'is NUL', '%00'],
  ['/events', 'is of another kind', 'x'],
  ['/events', 'ends with NUL', `${id}%00`],
])('at /v1/jobs/{id}%s there is no job whose id %s', async (rest, _, given) => {
  await attacked.expectRefused({ path: `/v1/jobs/${given}${rest}` }, 404, 'JOB_NOT_FOUND');
});

test.each([
  '/',
  '//v1/jobs',
  '/v1//jobs',
  '/v1/jobs/',
  '/V1/jobs',
  '/v1/Jobs',
  '/v1%2fjobs',
  '/v1/jobs;a=b',
  '/v1/jobs%3flimit=1',
  '/v1/../v1/jobs',
  '/v1/./jobs',
  '/v1/jobs/%2e%2e/api-keys',
  `/v1/jobs/${id}/../../api-keys`,
  `/v1/jobs/${id}//events`,
  `/v1/jobs/${id}/events/`,
  '/v1/jobs/#fragment',
  '/v1/nothing',
  '/docs/..%2f..%2fpackage.json',
  '/docs/%2e%2e/%2e%2e/package.json',
  '/.env',
  '/.git/config',
  '/metrics',
  '/ready',
  '/terminate',
  '/__proto__',
  '/constructor/prototype',
  '*',
  'http://169.254.169.254/latest/meta-data/',
])('there is nothing at %s', async (path) => {
  await attacked.expectRefused({ path }, 404, 'NOT_FOUND');
});

test.each(['/v1/jobs/%zz', '/v1/jobs/%', '/v1/jobs/%ff', '/v1/jobs/%c0%af', '/v1/jobs/%ed%a0%80'])(
  '%s is no URL',
  async (path) => {
    await attacked.expectRefused({ path }, 400, 'INVALID_REQUEST');
  },
);

test.each([
  '/v1/%61pi-keys',
  '/%761/api-keys',
  'http://gateway.example/v1/api-keys',
  '/v1/api-keys?scope=admin',
])('another spelling of a path opens no door: %s', async (path) => {
  await attacked.expectRefused({ path }, 403, 'INSUFFICIENT_SCOPE');
  await attacked.expectRefused({ path, headers: [['Authorization', 'Bearer x']] }, 401, 'UNAUTHORIZED');
});

test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK'])(
  '%s is nothing that the list of jobs knows, whatever other headers say',
  async (method) => {
    await attacked.expectRefused({ method, path: '/v1/jobs' }, 404, 'NOT_FOUND');
    await attacked.expectRefused(
      { path: `/v1/jobs/${id}`, headers: [['X-HTTP-Method-Override', method]] },
      404,
      'JOB_NOT_FOUND',
    );
  },
);

test.each([
  ['limit=0', 'limit'],
  ['limit=-1', 'limit'],
  ['limit=201', 'limit'],
  ['limit=1e9', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=', 'limit'],
  ['limit=NaN', 'limit'],
  ['limit=Infinity', 'limit'],
  ['limit=true', 'limit'],
  ['limit=%D9%A5', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['limit[]=1', 'limit[]'],
  ['limit[$gt]=1', 'limit[$gt]'],
  ['Limit=1', 'Limit'],
  ['%00=1', ''],
  ['__proto__=1', '__proto__'],
  ['__proto__[admin]=1', '__proto__[admin]'],
  ['constructor=1', 'constructor'],
  ['hasOwnProperty=1', 'hasOwnProperty'],
  ['owner=others', 'owner'],
  ['status=unknown', 'status'],
  ['status=failed&status=completed', 'status'],
  ['external_id=', 'external_id'],
  ['external_id=%00', 'external_id'],
  [`external_id=${'x'.repeat(256)}`, 'external_id'],
  ['created_after=yesterday', 'created_after'],
  ['created_after=0000-01-01T00:00:00Z', 'created_after'],
  ['created_after=0001-01-01T00:00:00%2B23:59', 'created_after'],
  ['created_before=2026-01-01T00:00:00%2B23:59', 'created_before'],
  ['created_before=2026-01-01T00:00:00-16:00', 'created_before'],
  ['created_before=2026-06-30T23:59:60Z', 'created_before'],
  [`created_before=2026-01-01T00:00:00.${'9'.repeat(8_000)}Z`, 'created_before'],
  ['cursor=', 'cursor'],
  ['cursor=AAAA', 'cursor'],
  ['cursor=%00', 'cursor'],
  [`cursor=${Buffer.from('{"createdAt":"2026-01-01","id":"x"}').toString('base64url')}`, 'cursor'],
  [`cursor=${'A'.repeat(301)}`, 'cursor'],
  [`${'x'.repeat(10_000)}=1`, 'x'.repeat(60)],
])('the list of jobs takes no %s', async (query, name) => {
  await attacked.expectRefused({ path: `/v1/jobs?${query}` }, 422, 'INVALID_REQUEST', `/${name}`);
});

test.each([
  ['created_after=1900-01-01T00:00:00-15:59'],
  ['created_before=9999-12-31T23:59:59.999999999Z'],
  ['created_before=2026-01-01T00:00:00%2B15:59'],
  ['external_id=%EF%BF%BD'],
  ["external_id='%20or%201=1--"],
  [`external_id=${encodeURIComponent('東'.repeat(255))}`],
])('the list of jobs takes %s, and finds nothing', async (query) => {
  const answer = await attacked.send({ path: `/v1/jobs?${query}` });

  expect([answer.status, answer.body]).toEqual([200, '{"data":[],"next_cursor":null}']);
});

test.each([
  ['X-Request-Id', '../../etc/passwd'],
  ['X-Request-Id', 'x'.repeat(129)],
  ['X-Request-Id', '<script>'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Forwarded-Prefix', '/v1/api-keys'],
  ['X-Original-URL', '/v1/api-keys'],
  ['X-Owner', 'others'],
  ['Range', 'bytes=0-1'],
  ['If-None-Match', '"'.repeat(15_000)],
  ['If-None-Match', 'W/'.repeat(7_000)],
  ['Accept', 'a/b;q=0.1,'.repeat(1_400)],
  ['Accept-Encoding', 'gzip;q=0, *;q=0'],
  ['Last-Event-ID', '99999999999999999999'],
  ['Host', ''],
  ['Host', 'evil.example@gateway.example'],
])('%s: %s changes nothing', async (name, value) => {
  const { request_id } = await attacked.expectRefused(
    { path: `/v1/jobs/${id}`, headers: [[name, value]] },
    404,
    'JOB_NOT_FOUND',
  );

  expect(request_id).toMatch(/^[\da-f-]{36}$/);
});

test('the id of a job is the same in capitals', async () => {
  const capitals = { path: `/v1/jobs/${id.toUpperCase()}` };

  expect(await attacked.expectRefused(capitals, 404, 'JOB_NOT_FOUND')).toMatchObject({ errors: [] });
});

test.each(['x', '%00', id])('no token opens the events of a job that is not there: %s', async (given) => {
  await attacked.expectRefused({ path: `/v1/jobs/${given}/events?token=x` }, 401, 'UNAUTHORIZED');
});
