import { parser } from '@prometheus-io/lezer-promql';
import { alerts } from '../src/alerts/index.js';
import { dashboards } from '../src/dashboards/index.js';
import { panelsOf } from '../src/panel.js';
import { recordingRules } from '../src/recording-rules.js';

/** Every expression there is, with what it belongs to. */
export const expressions: readonly (readonly [owner: string, expr: string])[] = [
  ...dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap(({ key, queries }) =>
      queries.map(({ expr, legend }) => [`${dashboard.uid}/${key} ${legend}`, expr] as const),
    ),
  ),
  ...alerts.map(({ name, expr }) => [name, expr] as const),
  ...recordingRules.map(({ record, expr }) => [record, expr] as const),
];

/** What Prometheus would be asked: Grafana puts the time between two points in place of its variable. */
const asked = (expr: string) => expr.replaceAll('$__rate_interval', '1m');

/** Where an expression is no PromQL; undefined where it is. */
export function fault(expr: string): string | undefined {
  const text = asked(expr);
  let found: string | undefined;
  parser.parse(text).iterate({
    enter({ type, from }) {
      if (type.isError) found ??= `expected PromQL at "${text.slice(from, from + 20)}"`;
    },
  });
  return found;
}

/** Names of the metrics that an expression reads. */
export function metricsOf(expr: string): string[] {
  const text = asked(expr);
  const names: string[] = [];
  parser.parse(text).iterate({
    enter({ name, from, to, node }) {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(text.slice(from, to));
    },
  });
  return names;
}
