/** Our description of a dashboard as Grafana's JSON, by Grafana's own builders. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  GraphThresholdsStyleConfigBuilder,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  CustomVariableBuilder,
  DashboardBuilder,
  DashboardLinkBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard as GrafanaDashboard,
  type Panel as GrafanaPanel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { services } from '@meeting-intelligence/contracts';
import { SERVICES } from './expressions.js';
import { panelId, panelsOf, type Dashboard, type Panel } from './panel.js';

export const PROMETHEUS = { type: 'prometheus', uid: 'meeting-intelligence-prometheus' };
/** Whichever is chosen above the dashboard. */
const CHOSEN = { type: 'prometheus', uid: '${datasource}' };
export const PROMETHEUS_NAME = 'Meeting Intelligence Prometheus';
const ALL = { text: 'All', value: '$__all' };
const HEIGHT = 8;
const DEFAULT_WIDTH = 8;
const TAG = 'meeting-intelligence';

export function grafanaDashboard(dashboard: Dashboard): GrafanaDashboard {
  const builder = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(dashboard.description)
    .tags([TAG])
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .readonly()
    .link(
      new DashboardLinkBuilder('the others')
        .type('dashboards' as never)
        .tags([TAG])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    );
  for (const variable of variablesOf(dashboard)) builder.withVariable(variable);
  for (const { title, panels } of dashboard.rows) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(grafanaPanel(dashboard, panel));
  }
  return builder.build();
}

/** The source of the numbers, and what the queries of the dashboard leave open. */
function variablesOf(dashboard: Dashboard): Builder<VariableModel>[] {
  const isUsed = (name: string) =>
    panelsOf(dashboard).some(({ queries }) => queries.some(({ expr }) => expr.includes(`"$${name}"`)));
  const source = new DatasourceVariableBuilder('datasource')
    .label('Prometheus')
    .type('prometheus')
    .current({ text: PROMETHEUS_NAME, value: PROMETHEUS.uid });
  const queue = new QueryVariableBuilder('queue')
    .datasource(CHOSEN)
    .query('label_values(queue_messages_ready, queue)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(ALL);
  const service = new CustomVariableBuilder('service')
    .values(services.join(','))
    .multi(true)
    .includeAll(true)
    .allValue(SERVICES)
    .current(ALL);
  return [source, ...(isUsed('queue') ? [queue] : []), ...(isUsed('service') ? [service] : [])];
}

function grafanaPanel(dashboard: Dashboard, panel: Panel): Builder<GrafanaPanel> {
  const builder = withKind(panel)
    .id(panelId(dashboard, panel))
    .title(panel.title)
    .description(panel.description)
    .datasource(CHOSEN)
    .unit(panel.unit)
    .height(HEIGHT)
    .span(panel.width ?? DEFAULT_WIDTH)
    .thresholds(steps(panel));
  panel.queries.forEach(({ expr, legend, exemplars }, index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCodePoint(65 + index))
      .expr(expr)
      .legendFormat(legend);
    if (exemplars) query.exemplar(true);
    builder.withTarget(panel.kind === 'table' ? query.instant().format('table' as never) : query);
  });
  return builder;
}

function withKind({ kind, threshold, signed, unit }: Panel): TimeSeriesPanel | StatPanel | TablePanel {
  if (kind === 'stat') return new StatPanel();
  if (kind === 'table') return new TablePanel();
  const lines = new GraphThresholdsStyleConfigBuilder().mode((threshold ? 'dashed' : 'off') as never);
  const panel = new TimeSeriesPanel()
    .fillOpacity(10)
    .thresholdsStyle(lines)
    .legend(legendOf(unit))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  return signed ? panel : panel.min(0);
}

/** What is a rate is summed up by its mean, what is a state by its last value; both by the worst. */
function legendOf(unit: Panel['unit']): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs([unit === 'cps' || unit === 'reqps' ? 'mean' : 'lastNotNull', 'max'])
    .sortBy('Max')
    .sortDesc(true);
}

/** Green below, yellow from where a warning is given, red from where somebody is paged; or upside down. */
function steps({ threshold, lowIsBad = false }: Panel): ThresholdsConfigBuilder {
  const { warning, page } = threshold ?? {};
  const colours = lowIsBad
    ? { base: 'red', warning: 'green', page: 'green' }
    : { base: 'green', warning: 'yellow', page: 'red' };
  return new ThresholdsConfigBuilder()
    .mode('absolute' as never)
    .steps([
      { value: null, color: colours.base },
      ...(warning === undefined ? [] : [{ value: warning, color: colours.warning }]),
      ...(page === undefined ? [] : [{ value: page, color: colours.page }]),
    ]);
}
