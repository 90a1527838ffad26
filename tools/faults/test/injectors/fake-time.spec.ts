import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import {
  FAKE_TIME_PACKAGE,
  fakeTimeEnvironment,
  fakeTimeLibrary,
  writeFakeTime,
} from '../../src/injectors/index.js';
import { temporaryFolder } from './start-victim.js';

const teardown = autoTeardown(afterEach);
const run = promisify(execFile);
const hourMs = 3_600_000;
const library = await fakeTimeLibrary();

test.skipIf(!library).each([hourMs, -hourMs, 0])(
  'the clock of a program is ahead by %i ms',
  async (offsetMs) => {
    const file = join(await temporaryFolder(teardown), 'time');
    await writeFakeTime(file, offsetMs);

    const { stdout } = await run('date', ['+%s'], { env: fakeTimeEnvironment(library!, file) });

    expect(Math.abs(Number(stdout) * 1_000 - Date.now() - offsetMs)).toBeLessThan(5_000);
  },
);

test.skipIf(library)('asks for the package where it may', async () => {
  const asked: string[] = [];

  expect(await fakeTimeLibrary(async (packages) => void asked.push(...packages))).toBeUndefined();

  expect(asked).toEqual([FAKE_TIME_PACKAGE]);
});
