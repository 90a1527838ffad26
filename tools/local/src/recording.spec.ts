import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRecording } from './recording.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mi-spec-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('takes the title from the file name unless one is given', async () => {
  const path = join(folder, 'board meeting.mp4');
  await writeFile(path, 'x');
  expect((await findRecording(folder, path)).title).toBe('board meeting');
  expect((await findRecording(folder, path, 'Board')).title).toBe('Board');
});

test('says what is wrong with a recording before anything is started', async () => {
  await writeFile(join(folder, 'empty.ogg'), '');
  await expect(findRecording(folder, join(folder, 'none.ogg'))).rejects.toThrow(/no such recording/);
  await expect(findRecording(folder, folder)).rejects.toThrow(/not a file/);
  await expect(findRecording(folder, join(folder, 'empty.ogg'))).rejects.toThrow(/is empty/);
  await expect(findRecording(folder)).rejects.toThrow(/no such recording: .*planning-meeting\.ogg/);
});
