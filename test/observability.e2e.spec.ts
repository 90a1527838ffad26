import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { services } from '@meeting-intelligence/contracts';
import { eventually, findProgram } from '@meeting-intelligence/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alerts } from '../tools/observability/src/alerts/index.js';
import { dashboards } from '../tools/observability/src/dashboards/index.js';
import { panelsOf } from '../tools/observability/src/panel.js';
import { recordingRules } from '../tools/observability/src/recording-rules.js';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const installed = findProgram('prometheus') !== undefined;
const reason = installed ? '' : ' (skipped: Prometheus is not installed: apt-get install prometheus)';
if (reason) process.stderr.write(`dashboards and rules are not tried${reason}\n`);
const SETTLE_MS = 60_000;

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

let system: RunningSystem;

async function api<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
  const url = new URL(
    `/api/v1/${path}?${new URLSearchParams(parameters).toString()}`,
    system.report.prometheus_url!,
  );
  const body = (await (await fetch(url)).json()) as { status: string; error?: string; data: T };
  if (body.status !== 'success') throw new Error(body.error);
  return body.data;
}

/** As Grafana would with everything chosen; and the test is younger than what some queries look back on. */
async function ask(expr: string): Promise<Sample[]> {
  const query = expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('"$queue"', '".*"')
    .replaceAll('"$service"', `"${services.join('|')}"`)
    .replaceAll(/offset \d+m/g, 'offset 10s');
  return (await api<{ result: Sample[] }>('query', { query })).result;
}

/** Those of its values in the last minutes that are numbers: a share of nothing is none. */
async function numbers(expr: string): Promise<number[]> {
  const samples = await ask(`max_over_time((${expr})[10m:5s])`);
  return samples.map(({ value }) => Number(value[1])).filter((value) => !Number.isNaN(value));
}

/** Its two sides, whether or not one is greater: an alert has no value while all is well. What is in brackets stays. */
function quantityOf(expr: string): string {
  let depth = 0;
  return expr.replaceAll(/[()]| (?:>=|<=|==|>|<) /g, (found) => {
    if (found === '(') depth += 1;
    else if (found === ')') depth -= 1;
    else if (depth === 0) return `${found}bool `;
    return found;
  });
}

describe.skipIf(!installed)(`a real Prometheus beside the real services${reason}`, () => {
  beforeAll(async () => {
    const environment = { STAND_IN_MODE: 'instant', RETRY_DELAYS_MS: '200,400,800' };
    system = await RunningSystem.start(environment, ['--observe']);
    // Twice, so that counters are seen to grow: one job as it should be, one with a retry, one that fails.
    for (let round = 0; round < 2; round += 1) {
      for (const [index, fault] of ['', 'submit:503*1', 'submit:400'].entries()) {
        if (fault) await system.setFaults(fault);
        await system.ended(await system.submit(shortRecording(sample, 10 + 3 * index + 13 * round, 3)));
        await system.clearFaults();
      }
      await new Promise((resolve) => setTimeout(resolve, 11_000));
    }
  }, 300_000);
  afterAll(() => system?.stop(), 90_000);

  test('scrapes every service and the broker', async () => {
    await eventually(
      async () => {
        const { activeTargets } = await api<{ activeTargets: Target[] }>('targets');
        expect(
          activeTargets.map(({ labels, health, lastError }) => [labels.job, health, lastError]).sort(),
        ).toEqual(
          [
            'analysis',
            'ingest',
            'notification',
            'persistence',
            'rabbitmq',
            'rabbitmq-queues',
            'transcription',
          ].map((job) => [job, 'up', '']),
        );
      },
      { timeoutMs: SETTLE_MS, intervalMs: 1_000 },
    );
  }, 90_000);

  const queries = dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap((panel) =>
      panel.queries.map((query) => [`${dashboard.uid}/${panel.key}, ${query.legend}`, query] as const),
    ),
  );
  test.each(queries.filter(([, { mayBeEmpty }]) => mayBeEmpty === undefined))(
    '%s has a line',
    (_, { expr }) =>
      eventually(async () => expect(await numbers(expr)).not.toEqual([]), {
        timeoutMs: SETTLE_MS,
        intervalMs: 1_000,
      }),
    90_000,
  );
  test.each(queries.filter(([, { mayBeEmpty }]) => mayBeEmpty !== undefined))(
    '%s is a question that Prometheus understands',
    async (_, { expr }) => expect(Array.isArray(await ask(expr))).toBe(true),
  );

  test.each(recordingRules.map(({ record }) => record))(
    'the rule %s records',
    (record) =>
      eventually(async () => expect(await numbers(record)).not.toEqual([]), {
        timeoutMs: SETTLE_MS,
        intervalMs: 1_000,
      }),
    90_000,
  );

  test.each(
    alerts.filter(({ quantityMayBeAbsent }) => !quantityMayBeAbsent).map(({ name, expr }) => [name, expr]),
  )(
    'the alert %s compares something',
    (_, expr) =>
      eventually(async () => expect(await numbers(quantityOf(expr))).not.toEqual([]), {
        timeoutMs: SETTLE_MS,
        intervalMs: 1_000,
      }),
    90_000,
  );

  test('of what nobody measures there is no line', async () => {
    expect(await numbers('sum(nobody_measures_this_total)')).toEqual([]);
  });

  test('evaluates every rule without a fault', async () => {
    const { groups } = await api<{ groups: Group[] }>('rules');
    const rules = groups.flatMap((group) => group.rules);
    expect(rules).toHaveLength(alerts.length + recordingRules.length);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  test('knows of the jobs what the ledger knows', async () => {
    const ended = await ask('sum by (outcome) (job_critical_time_seconds_count)');
    expect(Object.fromEntries(ended.map(({ metric, value }) => [metric.outcome, value[1]]))).toMatchObject({
      completed: '4',
      failed: '2',
    });
    const dead = await ask('sum(queue:dead:max)');
    expect(dead[0]?.value[1]).toBe('2');
  });

  test('nobody is woken up by six jobs', async () => {
    const { alerts: firing } = await api<{ alerts: Firing[] }>('alerts');
    const woken = firing.filter(({ state, labels }) => state === 'firing' && labels.severity === 'page');
    expect(woken.map(({ labels }) => labels.alertname)).toEqual([]);
    expect(firing.map(({ labels }) => labels.alertname)).toContain('Watchdog');
  });

  test('the statements of the runbooks are understood by the databases they are for', async () => {
    const folder = join(import.meta.dirname, '../docs/runbooks');
    const pages = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    );
    const statements = pages.flatMap((page) =>
      [...page.matchAll(/```sql\n([^`]+)```/g)].map(([, sql]) => sql!),
    );
    expect(statements.length).toBeGreaterThan(3);
    for (const sql of statements) {
      const service = sql.includes('notification.') ? 'notification' : 'ingest';
      const client = new Client({ connectionString: system.report.databases[service] });
      await client.connect();
      await client.query(sql).finally(() => client.end());
    }
  });

  test('ends with everything else', async () => {
    const { prometheus_url: url } = system.report;
    await system.stop();
    await expect(fetch(url!)).rejects.toThrow();
  }, 90_000);
});

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

interface Group {
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

interface Firing {
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}
