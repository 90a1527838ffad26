import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { autoTeardown, findProgram } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alerts } from '../src/alerts/index.js';
import { prometheusConfiguration } from '../src/prometheus-configuration.js';
import { recordingRules, slowRules } from '../src/recording-rules.js';
import { ruleFiles, ruleGroups } from '../src/rule-files.js';
import { ruleTests } from '../src/rule-tests.js';
import { expressions } from './promql.js';

const root = join(import.meta.dirname, '../../..');
const runbooks = join(root, 'docs/runbooks');
const teardown = autoTeardown(afterEach);
const promtool = findProgram('promtool');
const reason = promtool ? '' : ' (skipped: promtool is not installed: apt-get install prometheus)';
if (reason) process.stderr.write(`the rules are not tested${reason}\n`);
// As often as the tests' series have values; every half minute would take twice as long.
const rules = ruleFiles('1m');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mi-rules-'));
  teardown.add('folder', () => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of rules) await writeFile(join(folder, name), text);
});

/** What promtool prints; its status is 1 where it finds a fault. */
async function run(...args: string[]): Promise<string> {
  const result = await promisify(execFile)(promtool!, args, { cwd: folder, timeout: 230_000 }).catch(
    (error: unknown) => error as { stdout: string; stderr: string; code: number },
  );
  return `${'code' in result ? `status ${result.code}\n` : ''}${result.stdout}${result.stderr}`;
}

test.skipIf(!promtool)(`promtool finds no fault in the rules${reason}`, async () => {
  const answer = await run('check', 'rules', ...rules.keys());

  expect(answer).not.toContain('status');
  expect(answer).toContain(`SUCCESS: ${alerts.length} rules found`);
  expect(answer).toContain(`SUCCESS: ${recordingRules.length} rules found`);
});

test.skipIf(!promtool)(
  `every alert fires when it should, says so in numbers, is quiet just below, and resolves${reason}`,
  async () => {
    await writeFile(join(folder, 'tests.yaml'), ruleTests(alerts, [...rules.keys()]));

    const answer = await run('test', 'rules', 'tests.yaml');

    expect(answer).not.toContain('FAILED');
    expect(answer).toContain('SUCCESS');
  },
  240_000,
);

test.skipIf(!promtool)(
  `no test of an alert would pass with the values of its counterpart${reason}`,
  async () => {
    const swapped = alerts.flatMap((alert) => {
      const { over, justBelow } = alert.test;
      return justBelow ? [{ ...alert, test: { ...alert.test, over: justBelow, justBelow: over } }] : [];
    });
    await writeFile(join(folder, 'tests.yaml'), ruleTests(swapped, [...rules.keys()]));

    const answer = await run('test', 'rules', 'tests.yaml');

    const failed = [...answer.matchAll(/name: (\w+) (fires and resolves|is quiet just below)/g)];
    expect(new Set(failed.map(([, name, test]) => `${name} ${test}`)).size).toBe(2 * swapped.length);
  },
  240_000,
);

test.skipIf(!promtool)(`promtool finds no fault in the configuration${reason}`, async () => {
  const targets = { services: { ingest: ['127.0.0.1:1'] }, rabbitMq: ['127.0.0.1:2'] };
  await writeFile(
    join(folder, 'prometheus.yaml'),
    prometheusConfiguration({ targets, rules: [...rules.keys()] }),
  );

  expect(await run('check', 'config', 'prometheus.yaml')).toMatch(/SUCCESS: .*prometheus.yaml is valid/);
});

test('every alert but the watchdog is tested just below its threshold too', () => {
  const lacking = alerts.filter(({ test: { justBelow, resolvedAt } }) => !justBelow || !resolvedAt);
  expect(lacking.map(({ name }) => name)).toEqual(['Watchdog']);
});

test('every alert that waits is tested while it waits', () => {
  const lacking = alerts.filter(
    (alert) => (alert.for === undefined) !== (alert.test.pendingAt === undefined),
  );
  expect(lacking.map(({ name }) => name)).toEqual([]);
});

test('what looks back on days is recorded every five minutes, and read so that it is there meanwhile', () => {
  expect(ruleGroups().recording.map(({ name, interval }) => [name, interval])).toEqual([
    ['recorded', '30s'],
    ['recorded-slowly', '5m'],
  ]);
  const onDays = recordingRules.filter(({ expr }) => /\[\d+d\]/.test(expr));
  expect(onDays).toEqual(slowRules);
  for (const { record } of slowRules) {
    const readers = expressions.filter(([, expr]) => expr.includes(record));
    expect(readers.length).toBeGreaterThan(0);
    for (const [, expr] of readers) expect(expr).toContain(`last_over_time(${record}[15m])`);
  }
});

test('every alert has its runbook, and every runbook its alert', async () => {
  const pages = (await readdir(runbooks)).filter((name) => name !== 'README.md');
  const wanted = new Set(alerts.map(({ runbook }) => `${runbook}.md`));
  expect(pages.sort()).toEqual([...wanted].sort());
});

test.each([...new Set(alerts.map(({ runbook }) => runbook))])(
  'the runbook %s says what it means, how to look and to mend, when it is over and when harmless',
  async (name) => {
    const text = await readFile(join(runbooks, `${name}.md`), 'utf8');
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(sections).toEqual(['What it means', 'Look', 'Mend', 'How do I know it is over', 'Harmless when']);
    for (const alert of alerts.filter(({ runbook }) => runbook === name)) expect(text).toContain(alert.name);
    const scripts = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).scripts;
    for (const [, script] of text.matchAll(/npm run ([a-z-]+)/g)) expect(scripts).toHaveProperty([script!]);
  },
);
