import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BatchedJob } from '@meeting-intelligence/client';
import type { BatchCommand } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** What the service takes at once. */
const most = 100;

/** A hundred at a time; the ids of those that were accepted are printed also where the service refuses what follows. */
export async function batch(
  { client, output, folder }: Session,
  { list, lane }: BatchCommand,
): Promise<number> {
  const jobs = await jobsIn(resolve(folder, list));
  for (let from = 0; from < jobs.length; from += most) {
    const some = jobs.slice(from, from + most);
    for (const job of await client.submitBatch(some, { lane })) output.result(job.id, job);
    output.say(`accepted ${from + some.length} of ${jobs.length}`);
  }
  return exitCodes.done;
}

/** @throws UsageError */
async function jobsIn(path: string): Promise<readonly BatchedJob[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`batch: expected a list that can be read, ${path}: ${(error as Error).message}`);
  });
  const jobs = /^\s*\[/.test(text) ? arrayIn(text, path) : urlsIn(text);
  if (jobs.length === 0) throw new UsageError(`batch: expected a list of recordings, ${path} has none`);
  return jobs;
}

function arrayIn(text: string, path: string): readonly BatchedJob[] {
  try {
    // What each of them says is for the service to judge.
    return JSON.parse(text) as readonly BatchedJob[];
  } catch (error) {
    throw new UsageError(`batch: expected a JSON array, ${path}: ${(error as Error).message}`);
  }
}

function urlsIn(text: string): readonly BatchedJob[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '').map((recording_url) => ({ recording_url }));
}
