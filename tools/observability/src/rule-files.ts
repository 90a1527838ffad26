import { stringify } from 'yaml';
import type { Alert } from './alerts/alert.js';
import { alertGroups } from './alerts/index.js';
import { dashboards } from './dashboards/index.js';
import { panelId, panelsOf } from './panel.js';
import { quickRules, slowRules } from './recording-rules.js';

const HEAD = '# Generated from tools/observability by `npm run generate`; changes go there.\n';
const EVALUATION_INTERVAL = '30s';
const SLOW_INTERVAL = '5m';

/** Groups of rules by the file that they are in; an interval is one for all of them. */
export function ruleGroups(interval?: string) {
  const own = interval ?? EVALUATION_INTERVAL;
  const recording = [
    { name: 'recorded', interval: own, rules: quickRules },
    { name: 'recorded-slowly', interval: interval ?? SLOW_INTERVAL, rules: slowRules },
  ];
  const alerting = Object.entries(alertGroups).map(([name, alerts]) => ({
    name,
    interval: own,
    rules: alerts.map((alert) => ({
      alert: alert.name,
      expr: alert.expr,
      ...(alert.for === undefined ? {} : { for: alert.for }),
      labels: { severity: alert.severity },
      annotations: annotationsOf(alert, alert.summary),
    })),
  }));
  return { recording, alerts: alerting };
}

/** File name → text: what Prometheus loads. */
export function ruleFiles(interval?: string): Map<string, string> {
  return new Map(
    Object.entries(ruleGroups(interval)).map(([name, groups]) => [`${name}.yaml`, yaml({ groups })]),
  );
}

/** Without a host: only the installation knows where Grafana and this repository are (docs/observability.md). */
export function annotationsOf(alert: Alert, summary: string): Record<string, string> {
  return {
    summary,
    dashboard_url: dashboardUrl(alert),
    runbook_url: `docs/runbooks/${alert.runbook}.md`,
  };
}

function dashboardUrl({ name, panel: path }: Alert): string {
  const [uid, key] = path.split('/');
  const dashboard = dashboards.find((one) => one.uid === uid);
  const panel = dashboard && panelsOf(dashboard).find((one) => one.key === key);
  if (!dashboard || !panel) throw new Error(`${name}: expected the panel of a dashboard, got "${path}"`);
  return `/d/${uid}?viewPanel=${panelId(dashboard, panel)}`;
}

export function yaml(value: unknown): string {
  return HEAD + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
