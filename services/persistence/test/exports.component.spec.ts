import { randomUUID } from 'node:crypto';
import { meetingCompleted, meetingTranscribed, publicMeeting } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingIdOf } from '../src/meetings.js';
import { analysed, fullAnalysis, said, transcribed, twoSpeakers } from './a-meeting.js';
import { parseSubRip, parseWebVtt } from './parse-captions.js';
import { RunningPersistence, token } from './running-persistence.js';

const leaks = leakCheck();
const teardown = autoTeardown();
let persistence: RunningPersistence;
const jobId = randomUUID();
const meetingId = meetingIdOf(jobId);

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  persistence = teardown.use(await RunningPersistence.start(database.url));
  await persistence.bus.publish([transcribed(jobId, twoSpeakers), analysed(jobId, fullAnalysis)]);
  await eventually(() => expect(persistence.published(jobId, meetingCompleted.type)).toHaveLength(1));
}, 120_000);

afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
});

function exported(query = '', headers: Record<string, string> = {}, id = meetingId): Promise<Response> {
  const ours = { authorization: `Bearer ${token}`, 'x-owner': 'cms', accept: '*/*' };
  return persistence.getMeeting(`${id}/transcript${query}`, { ...ours, ...headers });
}

const opening = {
  vtt: 'WEBVTT\n\ns1-1\n00:00:00.000 --> 00:00:02.000\n<v Robert>This is Robert.\n',
  srt: '1\n00:00:00,000 --> 00:00:02,000\nRobert: This is Robert.\n',
  txt: '[00:00:00] Robert: This is Robert.\n\n[00:00:02] Speaker B: We ship on Friday. I write the notes.\n',
  md: '# Weekly planning\n\n- Date: 2026-11-20 09:00 UTC\n',
};

test.each([
  ['vtt', 'text/vtt', opening.vtt],
  ['srt', 'application/x-subrip', opening.srt],
  ['txt', 'text/plain', opening.txt],
  ['md', 'text/markdown', opening.md],
  ['json', 'application/json', '{"id":'],
])('exports %s, by name and by media type', async (format, mediaType, start) => {
  const byName = await exported(`?format=${format}`, { accept: 'text/html' });
  const byType = await exported('', { accept: mediaType });

  for (const response of [byName, byType]) {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`${mediaType}; charset=utf-8`);
    expect(response.headers.get('vary')).toBe('Accept');
    expect(response.headers.get('content-disposition')).toBeNull();
  }
  const text = await byName.text();
  expect(text.startsWith(start), text.slice(0, 200)).toBe(true);
  expect(await byType.text()).toBe(text);
});

test('JSON is the meeting as it is read', async () => {
  const read: unknown = await (await persistence.getMeeting(meetingId)).json();

  expect(publicMeeting.strict().parse(await (await exported()).json())).toEqual(read);
});

test('minutes have what was found out, and say so while it is not there yet', async () => {
  const early = randomUUID();
  await persistence.bus.publish([transcribed(early, twoSpeakers)]);
  await eventually(() => expect(persistence.published(early, meetingTranscribed.type)).toHaveLength(1));

  const minutes = await (await exported('?format=md')).text();
  expect(minutes).toContain('They ship on Friday.');
  expect(minutes).toContain(
    '- [ ] Write the notes\n  - Owner: Speaker B\n  - Due: 2026-11-27 (“by Friday”)\n',
  );
  expect(minutes).toContain('## Decisions\n\n*Failed: the language model refused to answer*\n');
  const earlyMinutes = await (await exported('?format=md', {}, meetingIdOf(early))).text();
  expect(earlyMinutes).toContain('The analysis of this meeting is not there yet.');
  expect(earlyMinutes).toContain('Speaker A:** This is Robert.');
});

test('is downloaded under the title of the meeting', async () => {
  const response = await exported('?format=srt&download=1');

  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="meeting.srt"; filename*=UTF-8''Weekly%20planning.srt`,
  );
  expect((await exported('?format=srt&download=0')).headers.get('content-disposition')).toBeNull();
});

test('who has it already gets a 304, until something changes', async () => {
  const changing = randomUUID();
  const id = meetingIdOf(changing);
  await persistence.bus.publish([transcribed(changing, twoSpeakers)]);
  await eventually(() => expect(persistence.published(changing, meetingTranscribed.type)).toHaveLength(1));
  const first = await exported('?format=vtt', {}, id);
  const tag = first.headers.get('etag')!;
  expect(tag).toMatch(/^"[^"]+"$/);

  const again = await exported('?format=vtt', { 'if-none-match': `"other", W/${tag}` }, id);
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  expect(again.headers.get('etag')).toBe(tag);
  expect(again.headers.get('vary')).toBe('Accept');
  expect((await exported('?format=srt', { 'if-none-match': tag }, id)).status).toBe(200);

  await persistence.bus.publish([analysed(changing, fullAnalysis)]);
  await eventually(() => expect(persistence.published(changing, meetingCompleted.type)).toHaveLength(1));
  const named = await exported('?format=vtt', { 'if-none-match': tag }, id);
  expect(named.status).toBe(200);
  expect(await named.text()).toContain('<v Robert>');
});

test.each([
  ['no type it has', '', { accept: 'text/html, text/vtt;q=0' }, 406, 'NOT_ACCEPTABLE'],
  ['a format it has not', '?format=docx', {}, 422, 'INVALID_REQUEST'],
  ['two formats', '?format=vtt&format=srt', {}, 422, 'INVALID_REQUEST'],
  ['a parameter it has not', '?fromat=vtt', {}, 422, 'INVALID_REQUEST'],
  ['nothing of another owner', '?format=vtt', { 'x-owner': 'somebody-else' }, 404, 'MEETING_NOT_FOUND'],
  ['nothing without our credential', '?format=vtt', { authorization: 'Bearer wrong' }, 401, 'UNAUTHORIZED'],
])('exports %s', async (_, query, headers, status, code) => {
  const response = await exported(query, headers);

  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code });
});

test('names what it has to whom it has nothing for', async () => {
  const problem = (await (await exported('', { accept: 'text/html' })).json()) as { detail: string };

  for (const type of ['application/json', 'text/plain', 'text/vtt', 'application/x-subrip', 'text/markdown'])
    expect(problem.detail).toContain(type);
});

test.each([randomUUID(), 'not-a-uuid'])('has no export of a meeting that is not there: %s', async (id) => {
  const response = await exported('?format=vtt', {}, id);

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'MEETING_NOT_FOUND' });
});

test('exports eight hours of meeting: 72 000 words in 6 000 segments', async () => {
  const long = randomUUID();
  const words = 'eins zwei drei vier fünf sechs sieben acht neun zehn elf 十二';
  const segments = Array.from({ length: 6_000 }, (_, i) =>
    said(`s${i + 1}`, 'ABCDEF'[i % 6]!, i * 4_800, i * 4_800 + 4_500, words),
  );
  await persistence.bus.publish([
    transcribed(long, { ...twoSpeakers, transcript: { ...twoSpeakers.transcript, segments } }),
  ]);
  await eventually(() => expect(persistence.published(long, meetingTranscribed.type)).toHaveLength(1));

  const vtt = await (await exported('?format=vtt', {}, meetingIdOf(long))).text();
  const srt = await (await exported('?format=srt', {}, meetingIdOf(long))).text();

  expect(parseWebVtt(vtt).flatMap(({ lines }) => lines.join(' ').split(' '))).toHaveLength(72_000);
  expect(parseSubRip(srt)).toHaveLength(parseWebVtt(vtt).length);
});
