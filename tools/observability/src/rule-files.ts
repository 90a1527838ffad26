import { stringify } from 'yaml';
import type { Alert } from './alerts/alert.js';
import { alertGroups } from './alerts/index.js';
import { dashboards } from './dashboards/index.js';
import { panelId, panelsOf } from './panel.js';
import { recordingRules } from './recording-rules.js';

const HEAD = '# Generated from tools/observability by `npm run generate`; changes go there.\n';
const EVALUATION_INTERVAL = '30s';

/** File name → text: what Prometheus loads. */
export function ruleFiles(interval = EVALUATION_INTERVAL): Map<string, string> {
  const recording = { groups: [{ name: 'recorded', interval, rules: recordingRules }] };
  const alerting = Object.entries(alertGroups).map(([name, alerts]) => ({
    name,
    interval,
    rules: alerts.map((alert) => ({
      alert: alert.name,
      expr: alert.expr,
      ...(alert.for === undefined ? {} : { for: alert.for }),
      labels: { severity: alert.severity },
      annotations: annotationsOf(alert, alert.summary),
    })),
  }));
  return new Map([
    ['recording.yaml', yaml(recording)],
    ['alerts.yaml', yaml({ groups: alerting })],
  ]);
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
