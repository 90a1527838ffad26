import { alertmanagerConfiguration } from './alertmanager-configuration.js';
import { dashboards } from './dashboards/index.js';
import { grafanaDashboard } from './grafana-dashboard.js';
import { kubernetesFiles } from './kubernetes.js';
import { provisioningFiles } from './provisioning.js';
import { ruleFiles } from './rule-files.js';

/** Path below k8s/observability → text. */
export function generatedFiles(): Map<string, string> {
  const named = (folder: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([name, text]) => [`${folder}/${name}`, text] as const);
  return new Map([
    ...dashboards.map(
      (dashboard) =>
        [
          `dashboards/${dashboard.uid}.json`,
          `${JSON.stringify(grafanaDashboard(dashboard), undefined, 2)}\n`,
        ] as const,
    ),
    ...named('rules', ruleFiles()),
    ...named('grafana-provisioning', provisioningFiles()),
    ['alertmanager/alertmanager.yaml', alertmanagerConfiguration()] as const,
    ...kubernetesFiles(),
  ]);
}
