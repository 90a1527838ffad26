import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { beginUpload, type RawAnswer } from '../raw-http.js';
import { runIngest, sample, type RunningIngest } from '../running-ingest.js';
import { KeyedRequests, missing } from './keyed-requests.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));
let requests: KeyedRequests;
let jobsBefore: number;
let storedBefore: string[];
beforeEach(async () => {
  requests = new KeyedRequests(ingest);
  jobsBefore = (await requests.jobs()).length;
  storedBefore = await stored();
});

/** Every file of a recording that there is, in whichever place. */
async function stored(): Promise<string[]> {
  const entries = await readdir(ingest.folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /recordings|resubmitted|fetched/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(ingest.folder.length + 1))
    .sort();
}

/** There is one more job, of this id, and one more file, which is its own. */
async function expectOneJob(id: string): Promise<void> {
  const jobs = await requests.jobs();
  expect(jobs).toHaveLength(jobsBefore + 1);
  const job = jobs.find((each) => each.id === id)!;
  expect(await stored()).toEqual([...storedBefore, job.recording.key].sort());
}

const codeOf = ({ body }: RawAnswer) => (JSON.parse(body) as { code?: string }).code;
const jobOf = ({ body }: RawAnswer) => JSON.parse(body) as PublicJob;

test('of several that are sent at once one makes a job, the others hear that it is being made', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => requests.form({ title: 'Planning' })));

  const made = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status === 409);
  expect([made.length, refused.length]).toEqual([1, 4]);
  for (const { headers, body } of refused) {
    expect(body.code).toBe('IDEMPOTENCY_KEY_IN_USE');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await expectOneJob(made[0]!.body.id);
});

test('while an upload goes on, another with its key is refused before any of it is read', async () => {
  const first = await requests.beginAndWait();
  const second = await requests.begin();
  const third = await requests.begin('Planning', { Expect: '100-continue' });

  const answers = [await second.answer(), await third.answer()];
  expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
    [409, 'IDEMPOTENCY_KEY_IN_USE'],
    [409, 'IDEMPOTENCY_KEY_IN_USE'],
  ]);
  expect(answers[0]!.head).toMatch(/^retry-after: \d+$/im);
  const done = await first.end();
  expect(done.status).toBe(202);
  await expectOneJob(jobOf(done).id);
});

test('who waits for 100 Continue gets it once the request is let in, also one that only repeats another', async () => {
  for (const replayed of [false, true]) {
    const upload = await requests.begin('Planning', { Expect: '100-continue' });
    upload.socket.setEncoding('utf8');
    const [heard] = (await once(upload.socket, 'data')) as [string];
    expect(heard).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    upload.sendAllButTheEnd();
    const { status, head } = await upload.end();
    expect([status, /idempotency-replayed: true/i.test(head)]).toEqual([202, replayed]);
  }
});

test('an upload whose client went away leaves its key free', async () => {
  const gone = await requests.beginAndWait();
  gone.socket.destroy();

  const { status, body } = await eventually(async () => {
    const answer = await requests.form({ title: 'Planning' });
    expect(answer.status).toBe(202);
    return answer;
  });
  expect(status).toBe(202);
  await eventually(() => expectOneJob(body.id));
});

test('so do JSON that breaks off and JSON that is none', async () => {
  const said = JSON.stringify({ recording_url: 'https://media.example/a.ogg' });
  const headers = { 'Content-Length': said.length + 10, 'Idempotency-Key': requests.idempotencyKey };
  const socket = await requests.untilReserved(() =>
    beginUpload(ingest.url, { key: ingest.key, contentType: 'application/json', headers }),
  );
  socket.write(said);
  expect((await requests.json('/v1/jobs', {})).status).toBe(409);
  socket.destroy();
  await eventually(async () => expect((await requests.json('/v1/jobs', {})).status).toBe(422));
  const broken = { headers: { 'content-type': 'application/json' }, body: '{"recording_url":' };
  expect((await requests.post('/v1/jobs', broken)).status).toBe(400);

  expect((await requests.json('/v1/jobs', JSON.parse(said))).status).toBe(202);
});

test('whoever comes after one that was killed makes the job; one that was not, after all, makes no second', async () => {
  const zombie = await requests.beginAndWait();
  await requests.endLeases();
  const { status, body } = await requests.form({ title: 'Planning' });
  const late = await zombie.end();

  expect(status).toBe(202);
  expect([late.status, codeOf(late)]).toEqual([409, 'IDEMPOTENCY_KEY_IN_USE']);
  await expectOneJob(body.id);
  expect((await requests.form({ title: 'Planning' })).body).toEqual(body);
});

test.each([
  ['breaks off', (socket: { destroy(): unknown }) => void socket.destroy()],
  ['is refused', (socket: { write(bytes: string): unknown }) => void socket.write('x'.repeat(missing))],
])('when the one that was taken for dead %s, the job keeps its recording', async (_name, end) => {
  const zombie = await requests.beginAndWait();
  await requests.endLeases();
  const { body } = await requests.form({ title: 'Planning' });
  ingest.lines.length = 0;
  end(zombie.socket);
  // What was stored of it is deleted by then.
  await eventually(() =>
    expect(ingest.lines).toContainEqual(expect.objectContaining({ msg: 'request rejected' })),
  );

  await expectOneJob(body.id);
  zombie.socket.destroy();
});

test('the one that was taken for dead may be first: then its job is the one', async () => {
  const zombie = await requests.beginAndWait();
  await requests.endLeases();
  const successor = await requests.begin('Planning');
  successor.sendAllButTheEnd();
  const held = () =>
    ingest.database.query<{ attempt: string; id: string }[]>(
      'select * from ingest.idempotency_keys where id <> attempt',
    );
  await eventually(async () => expect(await held()).not.toEqual([]));
  const late = await zombie.end();
  const done = await successor.end();

  expect([late.status, done.status]).toEqual([409, 202]);
  await expectOneJob(jobOf(done).id);
});

test('a job that was made without anybody being told is told to who asks again', async () => {
  let id = '';
  await requests.withoutAnswersKept(async () => (id = (await requests.form({ title: 'Planning' })).body.id));
  await requests.endLeases();
  const again = await requests.form({ title: 'Planning' });
  const others = [await requests.form({ title: 'Retro' }), await requests.form({ title: 'Planning' })];

  expect([again.status, again.body.id, again.headers.get('location')]).toEqual([202, id, `/v1/jobs/${id}`]);
  expect(others.map(({ status }) => status)).toEqual([422, 202]);
  await expectOneJob(id);
});

test('and who asks for something else hears that the key was used', async () => {
  let id = '';
  await requests.withoutAnswersKept(async () => (id = (await requests.form({ title: 'Planning' })).body.id));
  await requests.endLeases();
  const other = await requests.form({ title: 'Retro' });

  expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  await expectOneJob(id);
});

test('the same by URL: one job, whoever was told', async () => {
  const said = { recording_url: 'https://media.example/a.ogg' };
  let id = '';
  await requests.withoutAnswersKept(async () => (id = (await requests.json('/v1/jobs', said)).body.id));
  await requests.endLeases();

  expect((await requests.json('/v1/jobs', said)).body.id).toBe(id);
  expect(await requests.jobs()).toHaveLength(jobsBefore + 1);
});

test('a key that is in use is asked for less often the longer it takes', async () => {
  const upload = await requests.beginAndWait();
  await ingest.database.query(
    `update ingest.idempotency_keys set started_at = now() - interval '30 s' where answer is null`,
  );
  const refused = await requests.form();
  upload.socket.destroy();

  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(29);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThan(60);
});

test('the same of an upload that was made before: one job, whoever was told, and of nothing else', async () => {
  const bytes = await readFile(sample);
  const begun = await ingest.request('/v1/uploads', {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes,
  });
  const said = { upload_id: begun.headers.get('location')!.split('/').at(-1)! };
  let id = '';
  await requests.withoutAnswersKept(async () => (id = (await requests.json('/v1/jobs', said)).body.id));
  await requests.endLeases();

  expect((await requests.json('/v1/jobs', { ...said, title: 'Retro' })).body.code).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect((await requests.json('/v1/jobs', said)).body.id).toBe(id);
  expect(await requests.jobs()).toHaveLength(jobsBefore + 1);
});
