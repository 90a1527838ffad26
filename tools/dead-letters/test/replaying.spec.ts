// What the command sends back and what it removes, as an operator runs it.
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobSubmitted } from '@meeting-intelligence/contracts';
import { deterministicId } from '@meeting-intelligence/messaging';
import { autoTeardown, eventually, startPrivateRabbitMq } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { ingest, install, onlyId, transcription } from './command.js';

const teardown = autoTeardown(afterEach);

test('sends a group back to the queues that failed, and leaves the others', async () => {
  const { bury, run, untilDead, replayed } = await install(teardown);
  const work = await bury();
  const record = await bury({ queue: ingest });
  await bury({ code: 'UNEXPECTED' });
  await untilDead(transcription, 2);
  await untilDead(ingest, 1);
  const [group] = (await run(['groups', '--json', '--code', 'AUDIO_UNREADABLE'])).lines();

  const preview = await run(['replay', '--group', String(group!.group), '--dry-run']);
  expect(preview).toMatchObject({ status: 0 });
  expect(preview.stdout).toContain(`as generation 2, event ${deterministicId(work.id, 'replay', 2)}`);
  expect(preview.stdout).toContain(`as the same event ${record.id}`);
  expect(await replayed(transcription)).toEqual([]);

  const ended = await run(['replay', '--group', String(group!.group)]);

  expect(ended).toMatchObject({ status: 0 });
  expect(ended.stderr).toContain('replayed 2 of 2 dead letters');
  expect(await replayed(transcription)).toMatchObject([
    {
      event: { id: deterministicId(work.id, 'replay', 2), generation: 2 },
      headers: { 'x-replay-of': work.id },
    },
  ]);
  expect((await replayed(ingest)).map(({ event }) => event)).toEqual([record]);
  await untilDead(transcription, 1);
  expect((await run(['list', '--json'])).lines()).toMatchObject([{ code: 'UNEXPECTED' }]);
});

test('does not send back what is no event: it would only come back', async () => {
  const { bury, run, untilDead } = await install(teardown);
  await bury({ body: '{"half": ', code: 'MESSAGE_MALFORMED' });
  await bury();
  await untilDead(transcription, 2);

  const ended = await run(['replay', '--all']);

  expect(ended).toMatchObject({ status: 1 });
  expect(ended.stdout).toMatch(/^[0-9a-f]{12} {2}refused {2}expected JSON, got 9 bytes/m);
  expect(ended.stderr).toContain('replayed 1 of 2 dead letters');
  await untilDead(transcription, 1);
});

test('keeps to a rate, and on Ctrl-C gives back the rest and says what it did', async () => {
  const { bury, run, start, untilDead, replayed } = await install(teardown);
  for (let each = 0; each < 30; each += 1) await bury();
  await untilDead(transcription, 30);

  const { child, ended } = start(['replay', '--all', '--rate', '10']);
  const first = await eventually(async () => {
    const arrived = await replayed(transcription);
    expect(arrived.length).toBeGreaterThan(0);
    return arrived;
  });
  child.kill('SIGINT');
  const { status, stderr } = await ended;

  expect(status).toBe(130);
  const done = Number(/replayed (\d+) of 30/.exec(stderr)?.[1]);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(30);
  await untilDead(transcription, 30 - done);
  const all = [...first, ...(await replayed(transcription))];
  expect(all).toHaveLength(done);
  expect((await run(['list', '--json'])).lines()).toHaveLength(30 - done);
});

test('killed at any moment loses nothing: what is replayed twice is the same event', async () => {
  const { bury, run, start, untilDead, replayed } = await install(teardown);
  const events = await Promise.all(Array.from({ length: 40 }, () => bury()));
  await untilDead(transcription, 40);
  const { child, ended } = start(['replay', '--all', '--rate', '10']);
  const first = await eventually(async () => {
    const arrived = await replayed(transcription);
    expect(arrived.length).toBeGreaterThan(0);
    return arrived;
  });
  child.kill('SIGKILL');
  await ended;

  expect(await run(['replay', '--all'])).toMatchObject({ status: 0 });

  const ids = [...first, ...(await replayed(transcription))].map(({ event }) => event.id);
  expect([...new Set(ids)].sort()).toEqual(events.map(({ id }) => deterministicId(id, 'replay', 2)).sort());
  await untilDead(transcription, 0);
});

test('takes an edited event from standard input, checks it and leaves what is computed', async () => {
  const { bury, run, untilDead, replayed } = await install(teardown);
  const event = await bury();
  await untilDead(transcription, 1);
  const id = await onlyId(run);
  const faulty = { ...event, subject: event.id, data: { ...jobSubmitted.example, recording: { key: 1 } } };

  const refused = await run(['replay', id, '--body', '-'], { stdin: JSON.stringify(faulty) });
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toContain(`subject: cannot be edited, expected "${event.subject}"`);
  expect(refused.stderr).toContain('data.recording.key: ');
  expect(refused.stderr).toContain('data.recording.filename: ');

  const data = { ...jobSubmitted.example, meeting: { ...jobSubmitted.example.meeting, language: 'de' } };
  const ended = await run(['replay', id, '--body', '-'], { stdin: JSON.stringify({ ...event, data }) });

  expect(ended).toMatchObject({ status: 0 });
  const [again] = await replayed(transcription);
  expect(again!.event).toMatchObject({
    data,
    generation: 2,
    causationid: event.id,
    subject: event.subject,
  });
});

test('opens the editor, keeps what was written when it is faulty, and repairs a malformed message', async () => {
  const { bury, run, untilDead, replayed } = await install(teardown);
  const event = await bury({ body: '{"half": ', code: 'MESSAGE_MALFORMED' });
  await untilDead(transcription, 1);
  const id = await onlyId(run);
  const folder = await mkdtemp(join(tmpdir(), 'editor-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const repaired = join(folder, 'repaired.json');
  await writeFile(repaired, JSON.stringify(event));
  const editor = async (name: string, script: string) => {
    const file = join(folder, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return { env: { EDITOR: file, TMPDIR: folder } };
  };

  expect(await run(['replay', id, '--edit'], await editor('none', ':'))).toMatchObject({ status: 3 });
  const faulty = await run(['replay', id, '--edit'], await editor('faulty', 'echo "{}" > "$1"'));
  const ended = await run(['replay', id, '--edit'], await editor('good', `cp ${repaired} "$1"`));

  expect(faulty).toMatchObject({ status: 1 });
  const kept = /--body (\S+)/.exec(faulty.stderr)?.[1];
  expect(await readFile(kept!, 'utf8')).toBe('{}\n');
  expect(ended).toMatchObject({ status: 0 });
  expect((await replayed(transcription))[0]!.event).toMatchObject({ generation: 2, data: event.data });
  await untilDead(transcription, 0);
});

test('looks while the broker is in alarm; a replay ends in time, and changes nothing', async () => {
  const broker = await startPrivateRabbitMq();
  teardown.add('broker', () => broker.stop(), { timeoutMs: 60_000 });
  const { bury, run, untilDead } = await install(teardown, broker.amqpUrl);
  await bury();
  await untilDead(transcription, 1);
  await broker.setAlarm('memory');

  expect(await run(['list'])).toMatchObject({ status: 0 });
  const ended = await run(['replay', '--all']);

  expect(ended).toMatchObject({ status: 75 });
  expect(ended.stderr).toMatch(/replayed 0 of 1 dead letter/);
  await broker.setAlarm('none');
  expect(await run(['replay', '--all'])).toMatchObject({ status: 0 });
}, 90_000);

test('discards what was chosen, after writing it where it can be replayed from', async () => {
  const { bury, run, untilDead, replayed } = await install(teardown);
  const event = await bury();
  await bury({ code: 'UNEXPECTED' });
  await bury({ body: Buffer.from([0xff, 0xfe]), code: 'UNEXPECTED' });
  await untilDead(transcription, 3);
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const [{ id }] = (await run(['list', '--json', '--code', 'AUDIO_UNREADABLE'])).lines() as [{ id: string }];

  const ended = await run(['discard', id, '--yes', '--export-to', folder]);
  expect(ended).toMatchObject({ status: 0 });
  expect(ended.stderr).toContain('discarded 1 of 1 dead letter');
  await untilDead(transcription, 2);
  expect(await readdir(folder)).toEqual([`${id}.json`]);

  const again = await run(['replay', '--from-export', join(folder, `${id}.json`)]);
  expect(again).toMatchObject({ status: 0 });
  expect((await replayed(transcription))[0]!.event.causationid).toBe(event.id);

  const exported = (await run(['export', '--all'])).lines();
  expect(exported.map(({ encoding }) => encoding).sort()).toEqual(['base64', 'utf8']);
  expect(exported.find(({ encoding }) => encoding === 'base64')!.body).toBe('//4=');
  await untilDead(transcription, 2);
});
