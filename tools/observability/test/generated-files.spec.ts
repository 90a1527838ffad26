import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { services } from '@meeting-intelligence/contracts';
import { autoTeardown, findProgram } from '@meeting-intelligence/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alerts } from '../src/alerts/index.js';
import { dashboards } from '../src/dashboards/index.js';
import { generatedFiles } from '../src/generated-files.js';

const base = join(import.meta.dirname, '../../../k8s/observability');
const teardown = autoTeardown(afterEach);
const files = generatedFiles();
const read = <T = KubernetesObject>(path: string) => parse(files.get(path)!) as T;

async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 60_000, maxBuffer: 16_777_216 });
  return stdout;
}

async function written(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mi-generated-'));
  teardown.add('folder', () => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test('what is committed is what is generated', async () => {
  const entries = await readdir(base, { recursive: true, withFileTypes: true });
  const committed = entries
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1));
  expect(committed.sort()).toEqual([...files.keys()].sort());
  for (const [path, text] of files) {
    expect(await readFile(join(base, path), 'utf8'), `${path}: npm run generate`).toBe(text);
  }
});

test('Grafana keeps its own default source of data', () => {
  const { datasources } = read<{ datasources: { name: string }[] }>(
    'grafana-provisioning/datasources/meeting-intelligence.yaml',
  );
  for (const source of datasources) {
    expect(source).not.toHaveProperty('isDefault');
    expect(source.name).toMatch(/^Meeting Intelligence /);
  }
});

describe('for the Prometheus operator', () => {
  test('pods are scraped wherever they are in their life, and called after their service', () => {
    const { kind, spec } = read('prometheus-operator/pod-monitor.yaml');
    expect(kind).toBe('PodMonitor');
    expect(spec.jobLabel).toBe('app.kubernetes.io/name');
    expect(spec.selector?.matchExpressions).toEqual([
      { key: 'app.kubernetes.io/name', operator: 'In', values: [...services] },
    ]);
    expect(spec.podMetricsEndpoints).toMatchObject([{ port: 'health', path: '/metrics' }]);
  });

  test('the rules are those of the files', () => {
    const { kind, spec } = read('prometheus-operator/prometheus-rule.yaml');
    expect(kind).toBe('PrometheusRule');
    expect(spec.groups).toEqual([
      ...read<Rules>('rules/recording.yaml').groups,
      ...read<Rules>('rules/alerts.yaml').groups,
    ]);
  });

  const kubectl = findProgram('kubectl');
  test.skipIf(!kubectl)('kubectl puts everything together (skipped where there is no kubectl)', async () => {
    const text = await run(kubectl!, 'kustomize', base);
    const documents = text.split(/^---$/m).map((document) => parse(document) as KubernetesObject);
    expect(documents.map(({ kind }) => kind).sort()).toEqual([
      ...dashboards.map(() => 'ConfigMap'),
      'PodMonitor',
      'PrometheusRule',
    ]);
    const maps = documents.filter(({ kind }) => kind === 'ConfigMap');
    expect(maps.flatMap(({ data }) => Object.keys(data!)).sort()).toEqual(
      dashboards.map(({ uid }) => `${uid}.json`).sort(),
    );
    for (const map of maps) expect(map.metadata.labels?.grafana_dashboard).toBe('1');
    // `kubectl apply` writes each object into an annotation of itself, which holds 256 KiB
    for (const document of documents) expect(JSON.stringify(document).length).toBeLessThan(131_072);
  });
});

describe('for Alertmanager', () => {
  const path = 'alertmanager/alertmanager.yaml';
  const inhibitions = read<{ inhibit_rules: Inhibition[] }>(path).inhibit_rules;
  const names = alerts.map(({ name }) => name);

  test('what is held back, and what for, are alerts that there are', () => {
    const matchers: string[] = inhibitions.flatMap(({ source_matchers: source, target_matchers: target }) => [
      ...source,
      ...target,
    ]);
    const named = matchers.flatMap((matcher) => /^alertname=~"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  test('a page holds back the warning about the same queue', () => {
    expect(inhibitions).toContainEqual({
      source_matchers: ['alertname=~"QueueDepthCritical"'],
      target_matchers: ['alertname=~"QueueDepth"'],
      equal: ['queue'],
    });
  });

  test('nothing that says what is wrong is held back by what follows from it', () => {
    const follows = (cause: string) =>
      inhibitions
        .filter(({ source_matchers: [source] }) => source!.includes(cause))
        .flatMap(({ target_matchers: [target] }) => target!);
    for (const root of ['BrokerDown', 'BrokerAlarm', 'MetricsAbsent', 'Watchdog', 'DeadLetters']) {
      for (const cause of ['BrokerDown', 'BrokerAlarm', 'QueueLooksFailing', 'MetricsAbsent']) {
        expect(follows(cause).filter((target) => target.includes(root))).toEqual([]);
      }
    }
  });

  const amtool = findProgram('amtool');
  const reason = amtool ? '' : ' (skipped: amtool is not installed: apt-get install prometheus-alertmanager)';
  test.skipIf(!amtool)(`amtool finds no fault, and everything goes where it should${reason}`, async () => {
    const file = await written('alertmanager.yaml', files.get(path)!);
    expect(await run(amtool!, 'check-config', file)).toContain('SUCCESS');
    const receiver = async (...labels: string[]) =>
      (await run(amtool!, 'config', 'routes', 'test', '--config.file', file, ...labels)).trim();
    expect(await receiver('severity=page', 'alertname=BrokerDown')).toBe('on-call');
    expect(await receiver('severity=warning', 'alertname=QueueDepth')).toBe('team');
    expect(await receiver('severity=none', 'alertname=Watchdog')).toBe('dead-mans-switch');
  });
});

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly jobLabel?: string;
    readonly selector?: { readonly matchExpressions: readonly object[] };
    readonly podMetricsEndpoints?: readonly object[];
    readonly groups?: readonly unknown[];
  };
  readonly data?: Readonly<Record<string, string>>;
}

interface Rules {
  readonly groups: readonly unknown[];
}

interface Inhibition {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
}
