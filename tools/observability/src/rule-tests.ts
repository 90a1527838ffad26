/** The alerts' own tests (`Alert.test`) as promtool reads them. */
import type { Alert, Series, Told } from './alerts/alert.js';
import { annotationsOf, ruleGroups, yaml } from './rule-files.js';

/** Text of a file for `promtool test rules`; paths of rules are relative to it. */
export function ruleTests(alerts: readonly Alert[], rules: readonly string[]): string {
  return yaml({
    rule_files: rules,
    evaluation_interval: '1m',
    // else any order at each point in time
    group_eval_order: Object.values(ruleGroups())
      .flat()
      .map(({ name }) => name),
    tests: alerts.flatMap(testsOf),
  });
}

function testsOf(alert: Alert) {
  const { over, pendingAt, firesAt, resolvedAt, justBelow, alerts, cases = [] } = alert.test;
  const at = (time: string | undefined, told: readonly Told[]) =>
    time === undefined
      ? []
      : [{ eval_time: time, alertname: alert.name, exp_alerts: told.map((one) => expected(alert, one)) }];
  const quiet = [pendingAt, firesAt, resolvedAt].flatMap((time) => at(time, []));
  return [
    {
      name: `${alert.name} fires and resolves`,
      interval: '1m',
      input_series: over.map(asInput),
      alert_rule_test: [...at(pendingAt, []), ...at(firesAt, alerts), ...at(resolvedAt, [])],
    },
    ...(justBelow === undefined
      ? []
      : [
          {
            name: `${alert.name} is quiet just below`,
            interval: '1m',
            input_series: justBelow.map(asInput),
            alert_rule_test: quiet,
          },
        ]),
    ...cases.map(({ name, series, interval = '1m', told }) => ({
      name: `${alert.name} ${name}`,
      interval,
      input_series: series.map(asInput),
      alert_rule_test: Object.entries(told).flatMap(([time, alerts]) => at(time, alerts)),
    })),
  ];
}

function expected(alert: Alert, { labels, summary }: Told) {
  return {
    exp_labels: { severity: alert.severity, ...labels },
    exp_annotations: annotationsOf(alert, summary),
  };
}

function asInput([series, values]: Series) {
  return { series, values };
}
