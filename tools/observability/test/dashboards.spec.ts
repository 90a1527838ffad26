import { declarations } from '@meeting-intelligence/metrics';
import { expect, test } from 'vitest';
import { alerts } from '../src/alerts/index.js';
import { dashboards } from '../src/dashboards/index.js';
import { grafanaDashboard } from '../src/grafana-dashboard.js';
import { panelId, panelsOf } from '../src/panel.js';
import type { Threshold } from '../src/thresholds.js';
import { recordingRules } from '../src/recording-rules.js';
import { expressions, fault, metricsOf } from './promql.js';

const all = dashboards.flatMap((dashboard) => panelsOf(dashboard).map((panel) => ({ dashboard, panel })));

test('there is a dashboard for each of the seven topics', () => {
  expect(dashboards.map(({ uid }) => uid)).toEqual([
    'mi-pipeline',
    'mi-queues',
    'mi-workers',
    'mi-deploy',
    'mi-providers',
    'mi-infrastructure',
    'mi-slo',
  ]);
});

test.each(all.map(({ dashboard, panel }) => [`${dashboard.uid}/${panel.key}`, panel] as const))(
  '%s says what it shows, in what unit',
  (_, panel) => {
    expect(panel.description).toMatch(/^[A-Z0-9a-z].{20,}[.]$/s);
    expect(panel.unit).not.toBe('');
    expect(panel.queries.length).toBeGreaterThan(0);
  },
);

test('no two panels have one link', () => {
  for (const dashboard of dashboards) {
    const ids = panelsOf(dashboard).map((panel) => panelId(dashboard, panel));
    expect(new Set(ids).size).toBe(ids.length);
    const built = (grafanaDashboard(dashboard).panels ?? []) as { id?: number; type: string }[];
    expect(built.filter(({ type }) => type !== 'row').map(({ id }) => id)).toEqual(ids);
  }
});

test('panels do not lie on one another, nor outside', () => {
  for (const dashboard of dashboards) {
    const taken = new Set<string>();
    for (const { gridPos } of (grafanaDashboard(dashboard).panels ?? []) as { gridPos: Place }[]) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x},${y}`), `${dashboard.uid}: ${x},${y}`).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  }
});

const built = dashboards.map((dashboard) => ({ dashboard, json: grafanaDashboard(dashboard) }));

test.each(
  built.flatMap(({ dashboard, json }) =>
    ((json.panels ?? []) as BuiltPanel[])
      .filter(({ type }) => type === 'timeseries')
      .map((panel) => [`${dashboard.uid}: ${panel.title}`, panel] as const),
  ),
)('%s names its lines, with what they come to, and tells all of them under the pointer', (_, { options }) => {
  expect(options.legend).toMatchObject({ showLegend: true, displayMode: 'table', placement: 'bottom' });
  expect(options.legend.calcs).toContain('max');
  expect(options.legend.calcs).toHaveLength(2);
  expect(options.tooltip).toEqual({ mode: 'multi', sort: 'desc' });
});

test.each(all.map(({ dashboard, panel }) => [`${dashboard.uid}/${panel.key}`, dashboard, panel] as const))(
  '%s begins at nothing, unless it may be less',
  (_, dashboard, panel) => {
    if ((panel.kind ?? 'timeseries') !== 'timeseries') return;
    const mayBeLess = panel.queries.some(({ expr }) => /deriv\(|\} - last_over_time/.test(expr));
    const { panels } = grafanaDashboard(dashboard);
    const found = (panels as BuiltPanel[]).find(({ id }) => id === panelId(dashboard, panel));
    expect(found!.fieldConfig.defaults.min).toBe(mayBeLess ? undefined : 0);
  },
);

test.each(built.map(({ dashboard, json }) => [dashboard.uid, json] as const))(
  '%s asks the Prometheus that is chosen above it, and has all it leaves open to choose there',
  (_, json) => {
    const variables = (json.templating?.list ?? []).map(({ name }) => name);
    const text = JSON.stringify(json.panels);
    const open = [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name]) => name!);
    expect(new Set(open)).toEqual(new Set(variables));
    expect(variables[0]).toBe('datasource');
    for (const { datasource } of (json.panels ?? []) as BuiltPanel[])
      if (datasource) expect(datasource.uid).toBe('${datasource}');
    expect(json.links).toMatchObject([{ keepTime: true }]);
  },
);

test('where there are lines for each queue one can choose among them', () => {
  const choosing = (name: string) =>
    built
      .filter(({ json }) => json.templating?.list?.some((variable) => variable.name === name))
      .map(({ dashboard }) => dashboard.uid);
  expect(choosing('queue')).toEqual(['mi-pipeline', 'mi-queues', 'mi-workers']);
  expect(choosing('service')).toEqual(['mi-workers', 'mi-deploy', 'mi-infrastructure']);
});

test.each(alerts.map((alert) => [alert.name, alert] as const))(
  '%s leads to a panel that draws its threshold',
  (_, alert) => {
    const linked = all.find(({ dashboard, panel }) => `${dashboard.uid}/${panel.key}` === alert.panel);
    expect(linked).toBeDefined();
    if (alert.threshold === undefined) return;
    const { warning, page }: Threshold = linked!.panel.threshold ?? {};
    expect(alert.severity === 'page' ? page : warning).toBe(alert.threshold);
    expect(alert.expr).toContain(String(alert.threshold));
  },
);

test.each(
  all
    .filter(({ panel }) => panel.threshold)
    .map(({ dashboard, panel }) => [`${dashboard.uid}/${panel.key}`, panel] as const),
)('somebody is told of what %s draws', (_, panel) => {
  const { warning, page }: Threshold = panel.threshold ?? {};
  for (const value of [warning, page].filter((one) => one !== undefined)) {
    expect(alerts.map(({ threshold }) => threshold)).toContain(value);
  }
});

test.each(expressions)('%s asks in PromQL', (_, expr) => {
  expect(fault(expr)).toBeUndefined();
});

// Of Node, of the process, of Prometheus itself, of the broker, of postgres_exporter and of KEDA.
const foreign = /^(nodejs_|process_|rabbitmq_|pg_|keda_|up$)/;
const known = new Set([
  ...recordingRules.map(({ record }) => record),
  ...declarations.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  ),
]);

test.each(expressions)('%s reads what somebody measures', (_, expr) => {
  expect(metricsOf(expr).filter((name) => !known.has(name) && !foreign.test(name))).toEqual([]);
});

test('what is not PromQL is told', () => {
  expect(fault('sum by (queue (x)')).toMatch(/expected PromQL at/);
});

interface BuiltPanel {
  readonly id?: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly options: {
    readonly legend: { readonly calcs: readonly string[] };
    readonly tooltip: object;
  };
  readonly fieldConfig: { readonly defaults: { readonly min?: number } };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
