import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobCancelled, type JobCancelled, type ServiceName } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { rootEvent } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CancelJobHandler } from './cancel-job.handler.js';
import { Cancellations } from './cancellations.js';

const origin = { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 };
const event = rootEvent(jobCancelled({}), origin) as JobCancelled;
let folder: string;
let store: FolderObjectStore;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cancellations-'));
  store = new FolderObjectStore(folder);
  await store.check();
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('goes no further with a job that was cancelled, whichever process was told, and says what is left out', async () => {
  expect(await new CancelJobHandler(cancellationsOf('analysis')).handle(event)).toEqual([]);

  expect(await cancellationsOf('analysis').stop(origin, 'its transcript is not analysed')).toBe(true);
  expect(lines).toEqual(['job was cancelled: its transcript is not analysed']);
});

test('goes on with every other job, with a replay of this one, and in the services that were not told', async () => {
  const cancellations = cancellationsOf('analysis');
  await cancellations.add(event);

  expect(await cancellations.stop({ ...origin, subject: randomUUID() }, 'nothing')).toBe(false);
  expect(await cancellations.stop({ ...origin, generation: 2 }, 'nothing')).toBe(false);
  expect(await cancellationsOf('transcription').stop(origin, 'nothing')).toBe(false);
  expect(lines).toEqual([]);
});

test('keeps one marker, however often the event comes', async () => {
  const cancellations = cancellationsOf('transcription');
  await cancellations.add(event);
  await cancellations.add(event);

  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  expect(keys).toEqual([`cancelled/transcription/${origin.subject}/1`]);
});

test('does not guess while the store cannot tell', async () => {
  store.has = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'the disk is gone'));

  await expect(cancellationsOf('analysis').stop(origin, 'nothing')).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
});

function cancellationsOf(service: ServiceName): Cancellations {
  return new Cancellations(service, store, { info: (line: string) => void lines.push(line) });
}
