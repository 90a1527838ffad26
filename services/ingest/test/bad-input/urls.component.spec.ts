/**
 * URLs and secrets that a CMS hands in, as JSON and as a form. Which spelling of an address falls under which rule is in
 * assert-allowed-url.spec.ts; what a name leads to shows when something is sent there: guarded-agents.spec.ts (rebinding,
 * names with several addresses), fetch.component.spec.ts (redirects).
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { boundary, filePart, lastPart, textPart } from '../raw-http.js';
import { sample } from '../running-ingest.js';
import { AttackedIngest, attackIngest } from './attacked-ingest.js';
import type { RequestBytes } from './exchange.js';

let attacked: AttackedIngest;
attackIngest((given) => (attacked = given));

const file = filePart('file', 'call.ogg', await readFile(sample));
const json = (fields: object): RequestBytes => ({
  method: 'POST',
  path: '/v1/jobs',
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify({ recording_url: 'https://media.example/planning.ogg', ...fields }),
});
const form = (fields: Readonly<Record<string, string>>): RequestBytes => ({
  method: 'POST',
  path: '/v1/jobs',
  headers: [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
  body: Buffer.concat([
    file,
    ...Object.entries(fields).map(([name, value]) => textPart(name, value)),
    lastPart,
  ]),
});

const hosts = [
  ...['127.0.0.1', '127.1', '0x7f.1', '2130706433', '017700000001', '①②⑦.⓪.⓪.①', '0', '%31%32%37.0.0.1'],
  ...['[::1]', '[::]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[fe80::1]', '[fd00::1]', '[ff02::1]'],
  ...[
    '169.254.169.254',
    '0xa9fea9fe',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '10.0.0.1',
  ],
  ...['localhost', 'localhost.', 'LOCALHOST', 'ⓛocalhost', 'a.localhost', '192.168.1.1.', '172。16。0。1'],
];

test.each(hosts)('nothing is fetched from or told to http://%s/', async (host) => {
  const url = `http://${host}/`;

  await attacked.expectRefused(json({ recording_url: url }), 422, 'URL_BLOCKED', '/recording_url');
  await attacked.expectRefused(json({ webhook_url: url }), 422, 'URL_BLOCKED', '/webhook_url');
  await attacked.expectRefused(form({ webhook_url: url }), 422, 'URL_BLOCKED', '/webhook_url');
});

test.each([0, 1, 22, 25, 5432, 5672, 6379])('nothing is sent to port %i', async (port) => {
  const url = `https://cms.example:${port}/`;

  await attacked.expectRefused(json({ recording_url: url }), 422, 'URL_BLOCKED', '/recording_url');
  await attacked.expectRefused(form({ webhook_url: url }), 422, 'URL_BLOCKED', '/webhook_url');
});

test.each([
  ['a user', 'https://user@cms.example/'],
  ['a password', 'https://user:password@cms.example/'],
  ['a user without a name', 'https://@cms.example/'],
  ['a user behind slashes', 'https:////user@cms.example/'],
  ['a file', 'file:///etc/passwd'],
  ['gopher', 'gopher://127.0.0.1:6379/_FLUSHALL'],
  ['data', 'data:audio/ogg;base64,T2dnUw=='],
  ['s3', 's3://bucket/recording'],
  ['a script', 'javascript:alert(1)'],
  ['a playlist of ffmpeg', 'concat:/etc/passwd|/etc/hosts'],
  ['no scheme', '//cms.example/'],
  ['no host', 'https://'],
  ['one slash', 'https:/cms.example/'],
  ['a tab', 'https://cms.exa\tmple/'],
  ['a line break', 'https://cms.example/\r\nX-Injected: 1'],
  ['a space in front', ' https://cms.example/'],
  ['an escape sequence', 'https://cms.example/\u001b[31m'],
  ['backslashes', 'https:\\\\cms.example\\'],
  ['a port of 70000', 'https://cms.example:70000/'],
  ['an address of 256', 'https://1.2.3.256/'],
  ['8 KB', `https://cms.example/${'x'.repeat(8_192)}`],
])('a URL with %s is none', async (_, url) => {
  await attacked.expectRefused(json({ recording_url: url }), 422, 'INVALID_REQUEST', '/recording_url');
  await attacked.expectRefused(json({ webhook_url: url }), 422, 'INVALID_REQUEST', '/webhook_url');
  await attacked.expectRefused(form({ webhook_url: url }), 422, 'INVALID_REQUEST', '/webhook_url');
});

test.each([
  ['a line break', 'canary\r\nX-Injected: 1'],
  ['NUL', 'canary\0'],
  ['Cyrillic', 'canaryх'],
  ['a space', 'canary canary'],
  ['20 KB', 'canary'.repeat(3_500)],
  ['half a surrogate pair', 'canary\ud800'],
  ['nothing in it', ''],
])('a secret with %s is refused, and told to nobody', async (_, webhook_secret) => {
  const fields = { webhook_url: 'https://cms.example/hook', webhook_secret };
  attacked.ingest.lines.length = 0;

  const problems = [
    await attacked.expectRefused(json(fields), 422, 'INVALID_REQUEST', '/webhook_secret'),
    await attacked.expectRefused(form(fields), 422, 'INVALID_REQUEST', '/webhook_secret'),
  ];

  expect(JSON.stringify([problems, attacked.ingest.lines])).not.toContain('canary');
});
