/** Our description of a dashboard as Grafana's JSON, by Grafana's own builders. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { GraphThresholdsStyleConfigBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  type Dashboard as GrafanaDashboard,
  type Panel as GrafanaPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { panelId, type Dashboard, type Panel } from './panel.js';

export const PROMETHEUS = { type: 'prometheus', uid: 'meeting-intelligence-prometheus' };
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
        .asDropdown(true),
    );
  for (const { title, panels } of dashboard.rows) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(grafanaPanel(dashboard, panel));
  }
  return builder.build();
}

function grafanaPanel(dashboard: Dashboard, panel: Panel): Builder<GrafanaPanel> {
  const builder = withKind(panel)
    .id(panelId(dashboard, panel))
    .title(panel.title)
    .description(panel.description)
    .datasource(PROMETHEUS)
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

function withKind({ kind, threshold }: Panel): TimeSeriesPanel | StatPanel | TablePanel {
  if (kind === 'stat') return new StatPanel();
  if (kind === 'table') return new TablePanel();
  const lines = new GraphThresholdsStyleConfigBuilder().mode((threshold ? 'dashed' : 'off') as never);
  return new TimeSeriesPanel().min(0).fillOpacity(10).thresholdsStyle(lines);
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
