import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { evidenceIn, NotInjectedError } from '../../src/injectors/index.js';
import { newPlan } from './start-victim.js';

const teardown = autoTeardown(afterEach);

test('every fault that was armed and never met is named', async () => {
  const plan = await newPlan(teardown);
  await plan.arm({
    kill: [{ point: 'before-ack', occurrence: 2 }],
    shuffle: { duplicate: 0.2, reorder: 0, late: 0.1 },
    clockOffsetMs: 1,
  });

  await expect(plan.assertInjected()).rejects.toEqual(
    new NotInjectedError(['before-ack #2', 'duplicate', 'late', 'clock']),
  );
});

test('a line that is being written does not count yet', async () => {
  const plan = await newPlan(teardown);
  const line = JSON.stringify({ fault: 'clock', offsetMs: 1, pid: 1, at: new Date().toISOString() });
  await appendFile(join(plan.folder, 'id.1.jsonl'), `${line}\n${line.slice(0, 20)}`);

  expect(await evidenceIn(plan.folder)).toEqual([JSON.parse(line)]);
});

test('a pattern that is none is refused before a process meets it', async () => {
  const plan = await newPlan(teardown);

  await expect(plan.arm({ kill: [{ point: 'receive', matching: '(' }] })).rejects.toThrow(SyntaxError);
});

test('the options that a process had stay before the preload', async () => {
  const plan = await newPlan(teardown);

  const { NODE_OPTIONS, FAULT_FOLDER } = plan.environment('--enable-source-maps');

  expect(NODE_OPTIONS).toMatch(/^--enable-source-maps --import file:\/\/\S+\/injectors\/preload\.js$/);
  expect(FAULT_FOLDER).toBe(plan.folder);
});
