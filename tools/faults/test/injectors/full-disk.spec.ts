import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { autoTeardown, eventually, serverAccount } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { startSmallDisk, whyNoSmallDisk } from '../../src/injectors/index.js';

const teardown = autoTeardown(afterEach);
const MEGABYTE = 1_048_576;
const reason = await whyNoSmallDisk();
const run = promisify(execFile);

test.skipIf(reason)('is full on demand, and has room again', async () => {
  const disk = teardown.use(await startSmallDisk({ bytes: 8 * MEGABYTE }));
  await mkdir(join(disk.folder, 'objects'));
  const object = join(disk.folder, 'objects', 'one');
  await writeFile(`${object}.partial`, Buffer.alloc(MEGABYTE));
  await rename(`${object}.partial`, object);

  await disk.fill();
  expect(await disk.availableBytes()).toBe(0);
  await expect(writeFile(`${object}.two`, 'x')).rejects.toMatchObject({ code: 'ENOSPC' });
  await disk.free();

  await writeFile(`${object}.two`, Buffer.alloc(6 * MEGABYTE));
  expect((await stat(object)).size).toBe(MEGABYTE);
});

test.skipIf(reason)('leaves as much room as is asked for', async () => {
  const disk = teardown.use(await startSmallDisk({ bytes: 8 * MEGABYTE }));

  await disk.fill(MEGABYTE);

  expect(await disk.availableBytes()).toBe(MEGABYTE);
});

test.skipIf(reason)('is mounted where nobody else sees it, and gone when it is closed', async () => {
  const disk = await startSmallDisk({ bytes: MEGABYTE });
  expect(await readFile('/proc/mounts', 'utf8')).not.toMatch(/^faults /m);

  await disk.close();

  await expect(stat(disk.folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.skipIf(reason)('goes away with the process that asked for it, however that ends', async () => {
  const module = new URL('../../dist/injectors/full-disk.js', import.meta.url).href;
  const program = `
    const { startSmallDisk } = await import(${JSON.stringify(module)});
    const { folder } = await startSmallDisk({ bytes: ${MEGABYTE} });
    process.stdout.write(folder, () => process.kill(process.pid, 'SIGKILL'));`;

  const { stdout: folder } = await run(process.execPath, ['--input-type=module', '-e', program]).catch(
    (error: { stdout: string }) => error,
  );

  expect(folder).toMatch(/^\/proc\/\d+\//);
  await eventually(async () =>
    expect(await stat(folder).catch(({ code }: NodeJS.ErrnoException) => code)).toBe('ENOENT'),
  );
});

test.skipIf(reason ?? process.getuid?.() !== 0)('can be for the account of a server', async () => {
  const account = await serverAccount('postgres');
  const disk = teardown.use(await startSmallDisk({ bytes: MEGABYTE, account }));

  const { uid, gid } = account!;
  await run('sh', ['-c', `echo x > ${disk.folder}/file`], { uid, gid, cwd: '/' });

  expect((await stat(join(disk.folder, 'file'))).uid).toBe(uid);
});
