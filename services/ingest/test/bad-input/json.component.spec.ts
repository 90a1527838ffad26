/** Bodies of JSON that are none, or say what nobody may say. What single fields may hold is in submission.spec.ts. */
import { expect, test } from 'vitest';
import { AttackedIngest, attackIngest } from './attacked-ingest.js';
import type { RequestBytes } from './exchange.js';

let attacked: AttackedIngest;
attackIngest((given) => (attacked = given));

const recording = '"recording_url":"https://media.example/planning.ogg"';
const json = (body: string | Buffer, contentType = 'application/json'): RequestBytes => ({
  method: 'POST',
  path: '/v1/jobs',
  headers: [['Content-Type', contentType]],
  body,
});
const around = (before: string, bytes: readonly number[], after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);

test.each<[string, string | Buffer]>([
  ['what is not UTF-8 in a field', around(`{${recording},"title":"`, [0xff], '"}')],
  ['what is not UTF-8 in metadata', around(`{${recording},"metadata":{"a":"`, [0xc0, 0xaf], '"}}')],
  ['what is not UTF-8 in a key', around(`{${recording},"metadata":{"`, [0x80], '":1}}')],
  ['a surrogate in UTF-8', around(`{${recording},"metadata":{"a":"`, [0xed, 0xa0, 0x80], '"}}')],
  ['a character that is cut off', around(`{${recording},"title":"`, [0xe6, 0x9d], '')],
  ['UTF-16', Buffer.from(`{${recording}}`, 'utf16le')],
  ['a byte order mark', `\uFEFF{${recording}}`],
  ['a trailing comma', `{${recording},}`],
  ['what follows it', `{${recording}} {}`],
  ['NUL after it', `{${recording}}\0`],
  ['a comment', `{${recording} /* planning */}`],
  ['single quotes', `{'recording_url':'https://media.example/'}`],
  ['NaN', `{${recording},"speakers_expected":NaN}`],
  ['a plus sign', `{${recording},"speakers_expected":+2}`],
  ['a leading zero', `{${recording},"speakers_expected":02}`],
  ['half of it', `{${recording}`],
  ['a control character in a text', `{${recording},"title":"a\u0001b"}`],
  ['a line break in a text', `{${recording},"title":"a\nb"}`],
  ['a bad escape', `{${recording},"title":"\\x41"}`],
  ['white space alone', ' \n '],
  ['a form', 'recording_url=https%3A%2F%2Fmedia.example%2F'],
])('JSON with %s is not JSON', async (_, body) => {
  await attacked.expectRefused(json(body), 400, 'INVALID_REQUEST');
});

test.each<[string, string, string]>([
  ['an array', '[]', ''],
  ['an array of jobs', `[{${recording}}]`, ''],
  ['text', '"recording_url"', ''],
  ['a number', '1', ''],
  ['null', 'null', ''],
  ['100 000 arrays in each other', '['.repeat(100_000) + ']'.repeat(100_000), ''],
  ['nothing in it', '{}', '/recording_url'],
  ['a URL that is null', '{"recording_url":null}', '/recording_url'],
  ['a URL that is an object', '{"recording_url":{"href":"https://media.example/"}}', '/recording_url'],
  ['an owner', `{${recording},"owner":"others"}`, '/owner'],
  ['an owner of a tenant', `{${recording},"owner_id":1}`, '/owner_id'],
  ['a status', `{${recording},"status":"completed"}`, '/status'],
  ['an id', `{${recording},"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}`, '/id'],
  ['a file beside the URL', `{${recording},"file":"x"}`, '/file'],
  ['a field in another case', `{${recording},"Title":"x"}`, '/Title'],
  ['a field without a name', `{${recording},"":1}`, '/'],
  ['__proto__', `{${recording},"__proto__":{"admin":true}}`, '/__proto__'],
  ['constructor', `{${recording},"constructor":{"prototype":{"admin":true}}}`, '/constructor'],
  ['__proto__ in metadata', `{${recording},"metadata":{"__proto__":{"admin":true}}}`, '/metadata/__proto__'],
  [
    '__proto__ in disguise',
    `{${recording},"metadata":{"a":[{"\\u005f_proto__":1}]}}`,
    '/metadata/a/0/__proto__',
  ],
  ['NUL', `{${recording},"title":"\\u0000"}`, '/title'],
  ['NUL in a name of metadata', `{${recording},"metadata":{"a\\u0000":1}}`, '/metadata/a'],
  ['half a surrogate pair', `{${recording},"external_id":"\\ud83d"}`, '/external_id'],
  ['the wrong half first', `{${recording},"metadata":{"a":"\\udc00\\ud83d"}}`, '/metadata/a'],
  ['a number beyond all numbers', `{${recording},"metadata":{"a":1e999}}`, '/metadata/a'],
  ['a number that would be rounded', `{${recording},"metadata":{"a":9007199254740993}}`, '/metadata/a'],
  ['1.0e1000 speakers', `{${recording},"speakers_expected":1.0e1000}`, '/speakers_expected'],
  ['minus no speakers', `{${recording},"speakers_expected":-0}`, '/speakers_expected'],
  [
    'metadata 30 000 levels deep',
    `{${recording},"metadata":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`,
    `/metadata${'/a'.repeat(20)}`,
  ],
  [
    'a time with 4 000 digits',
    `{${recording},"recorded_at":"2026-01-01T00:00:00.${'9'.repeat(4_000)}Z"}`,
    '/recorded_at',
  ],
  ['a language of 10 000 parts', `{${recording},"language":"en${'-aaaaa'.repeat(10_000)}"}`, '/language'],
  ['a list that is an object', `{${recording},"vocabulary":{"length":1,"0":"a"}}`, '/vocabulary'],
  ['the bad one of two values', `{${recording},"title":"x","title":""}`, '/title'],
])('JSON with %s is refused, with a pointer to it', async (_, body, pointer) => {
  await attacked.expectRefused(json(body), 422, 'INVALID_REQUEST', pointer);
});

test.each<[string, string]>([
  ['text/json', '{}'],
  ['application/json-seq', '\u001e{}'],
  ['application/vnd.api+json', '{}'],
  ['application/jsonp', 'x({})'],
  ['application/x-www-form-urlencoded', 'title=x'],
  ['text/plain', '{}'],
  ['application', '{}'],
  ['multipart/json; boundary=x', '{}'],
])('a body of the media type %s is refused', async (contentType, body) => {
  await attacked.expectRefused(json(body, contentType), 415, 'UNSUPPORTED_MEDIA_TYPE');
});

test.each(['gzip', 'br', 'gzip, identity', 'x-unknown'])(
  'a body with %s is not unpacked',
  async (encoding) => {
    const { headers = [], ...request } = json(`{${recording},"owner":1}`);

    await attacked.expectRefused(
      { ...request, headers: [...headers, ['Content-Encoding', encoding]] },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
  },
);

test('a body of more than 256 KiB is not read, whatever it says of its length', async () => {
  const large = `{${recording},"title":"${'x'.repeat(262_144)}"}`;
  await attacked.expectRefused(json(large), 413, 'INVALID_REQUEST');
  const { headers = [], ...request } = json(`${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`);
  const chunked = { ...request, headers: [...headers, ['Transfer-Encoding', 'chunked']] as const };

  await attacked.expectRefused(chunked, 413, 'INVALID_REQUEST');
});

test('25 000 unknown fields get an answer that is smaller than they are', async () => {
  const fields = Array.from({ length: 25_000 }, (_, index) => `"${index}":0`);

  const answer = await attacked.send(json(`{${fields.join(',')}}`));

  expect(attacked.problemIn(answer).errors).toHaveLength(200);
  expect(answer.body.length).toBeLessThan(100_000);
  expect(Math.max(...attacked.ingest.lines.map((line) => JSON.stringify(line).length))).toBeLessThan(5_000);
});

test('of a value that is given twice the last one counts, as everywhere', async () => {
  const { errors } = await attacked.expectRefused(
    json(`{${recording},"title":"","title":"x","speakers_expected":1,"speakers_expected":0}`),
    422,
    'INVALID_REQUEST',
    '/speakers_expected',
  );

  expect(errors).toHaveLength(1);
});
