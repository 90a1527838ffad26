/**
 * Whatever is sent to whatever the gateway describes, it answers as it describes. `FUZZ_RUNS=1000` sends more than the few
 * requests for each operation of a usual run; `FUZZ_SEED` sends again those of the run that printed it.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scope } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { anyRequestOf } from './any-request/any-request-of.js';
import type { Definitions } from './any-request/arbitrary-from-schema.js';
import { describedAnswers } from './any-request/described-answers.js';
import { exchange, requestBytes } from './bad-input/exchange.js';
import { operationsOf, servedDescription, type Operation } from './operation.js';
import { apiDescription } from '../src/description/api-description.js';
import { runIngest, sample, type RunningIngest } from './running-ingest.js';

const numRuns = Number(process.env.FUZZ_RUNS ?? 40);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const hangsAfterMs = 5_000;

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const canary = `canary-${randomUUID()}`;
const recording = (await readFile(sample)).subarray(0, 3_000);
let expectDescribed: ReturnType<typeof describedAnswers>;
let definitions: Definitions;
let ids: string[];
let clients: number;

beforeAll(async () => {
  console.info(`FUZZ_SEED=${seed} FUZZ_RUNS=${numRuns}`);
  const description = await servedDescription(ingest);
  expectDescribed = describedAnswers(description);
  definitions = (description.components as { schemas: Definitions }).schemas;
  const theirs = { title: canary, external_id: canary, metadata: JSON.stringify({ canary }) };
  const stranger = await ingest.keyOf('others', [...scope.options]);
  const jobs = [await ingest.submitted(), await ingest.submitted(), await ingest.submitted(theirs, stranger)];
  ids = jobs.map(({ id }) => id);
  clients = await ingest.connections();
});

// Of the document that is served (description.component.spec.ts), which is not there yet when tests are named.
const operations = operationsOf(JSON.parse(JSON.stringify(apiDescription())) as never);

test.each(operations)(
  '$method $path answers whatever it is asked as it is described',
  async (operation: Operation) => {
    const right = await ingest.keyOf('default', operation.scope ? [operation.scope as never] : ['jobs:read']);
    const wrong = await ingest.keyOf(
      'default',
      scope.options.filter((each) => each !== operation.scope && each !== operation.operatorScope),
    );
    const materials = { definitions, ids, keys: [right, wrong, 'mi_x_y', canary], recording };
    const property = fc.asyncProperty(anyRequestOf(operation, materials), async (request) => {
      const isHead = request.method === 'HEAD';
      const bytes = requestBytes(request);
      const [answer] = await exchange(ingest.url, bytes, { isHead, timeoutMs: hangsAfterMs });

      if (!answer) throw new Error('the gateway closed the connection without a word');
      expectDescribed(operation, answer, { isHead });
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain(canary);
    });

    await fc.assert(property, { seed, numRuns, endOnFailure: numRuns > 100 });
  },
  30_000 + numRuns * 500,
);

test('of all that nothing is left but what belongs to a job or an upload that was accepted', async () => {
  await eventually(async () => expect(await ingest.connections()).toBeLessThanOrEqual(clients));
  await eventually(async () => {
    expect(await readdir(join(ingest.folder, '.partial')).catch(() => [])).toEqual([]);
    const rows: { id: string }[] = await ingest.database.query('select id from ingest.jobs');
    const jobs = new Set(rows.map(({ id }) => id));
    expect((await ingest.recordings()).filter((name) => !jobs.has(name.slice(0, 36)))).toEqual([]);
  });
  expect(ingest.lines.filter(({ code }) => code === 'INTERNAL')).toEqual([]);
  expect(ingest.openAnswers()).toBe(0);
});
