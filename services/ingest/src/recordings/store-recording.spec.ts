import { Readable } from 'node:stream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { autoTeardown, tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, expect, test } from 'vitest';
import { FakeMedia } from '../../test/fake-media.js';
import { storeRecording } from './store-recording.js';

const teardown = autoTeardown(afterAll);
const { signal } = new AbortController();

test('there is no file of this machine of what still waits for its turn: one turn is for all that is done with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const done: string[] = [];
  class ToldStore extends FolderObjectStore {
    override withFile<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result> {
      done.push('file');
      return super.withFile(key, work).finally(() => done.push('no file'));
    }
  }
  class ToldMedia extends FakeMedia {
    override async inTurn<Result>(
      owner: string | undefined,
      _signal: AbortSignal,
      work: () => Promise<Result>,
    ): Promise<Result> {
      done.push(`turn of ${owner}`);
      return work().finally(() => done.push('turn ends'));
    }
  }

  const file = { content: Readable.from([tinyRecording(100)]), filename: 'a.wav' };
  await storeRecording(file, 'recordings/a', new ToldStore(folder), new ToldMedia(), signal, 'acme');

  expect(done).toEqual(['turn of acme', 'file', 'no file', 'turn ends']);
});
