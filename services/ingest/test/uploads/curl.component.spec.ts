import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { runIngest, sample, type RunningIngest } from '../running-ingest.js';

const root = join(import.meta.dirname, '../../../..');
let ingest: RunningIngest;
runIngest((running) => (ingest = running));

test('what docs/api.md shows with curl works', async () => {
  const page = await readFile(join(root, 'docs/api.md'), 'utf8');
  const section = page.slice(page.indexOf('## Resumable uploads'));
  const script = /```sh\n(.*?)```/s.exec(section)![1]!.replaceAll('http://localhost:8080', ingest.url);

  const { stdout } = await promisify(execFile)('sh', ['-euc', script], {
    cwd: root,
    env: { PATH: process.env.PATH, MEETING_API_KEY: ingest.key },
    timeout: 20_000,
  });

  expect(stdout).toContain('204 No Content');
  const job = JSON.parse(stdout.slice(stdout.indexOf('{'))) as PublicJob;
  expect(job).toMatchObject({
    title: 'Weekly planning',
    recording: { size_bytes: (await readFile(sample)).length },
  });
});
