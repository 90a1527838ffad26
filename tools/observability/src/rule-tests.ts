/** The alerts' own tests (`Alert.test`) as promtool reads them. */
import type { Alert, Series } from './alerts/alert.js';
import { annotationsOf, yaml } from './rule-files.js';

/** Text of a file for `promtool test rules`; paths of rules are relative to it. */
export function ruleTests(alerts: readonly Alert[], rules: readonly string[]): string {
  return yaml({ rule_files: rules, evaluation_interval: '1m', tests: alerts.flatMap(testsOf) });
}

function testsOf(alert: Alert) {
  const { over, pendingAt, firesAt, resolvedAt, justBelow, alerts } = alert.test;
  const firing = alerts.map(({ labels, summary }) => ({
    exp_labels: { severity: alert.severity, ...labels },
    exp_annotations: annotationsOf(alert, summary),
  }));
  const at = (time: string | undefined, expected: unknown[]) =>
    time === undefined ? [] : [{ eval_time: time, alertname: alert.name, exp_alerts: expected }];
  const quiet = [pendingAt, firesAt, resolvedAt].flatMap((time) => at(time, []));
  return [
    {
      name: `${alert.name} fires and resolves`,
      interval: '1m',
      input_series: over.map(asInput),
      alert_rule_test: [...at(pendingAt, []), ...at(firesAt, firing), ...at(resolvedAt, [])],
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
  ];
}

function asInput([series, values]: Series) {
  return { series, values };
}
