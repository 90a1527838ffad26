/** What a cluster with the Prometheus operator is given (`kubectl apply --kustomize k8s/observability`). */
import { services } from '@meeting-intelligence/contracts';
import { dashboards } from './dashboards/index.js';
import { ruleGroups, yaml } from './rule-files.js';

const NAME = 'meeting-intelligence';
/** Labels that the pods of the services carry: all of them the first, each its own second. */
const PART_OF = 'app.kubernetes.io/part-of';
const SERVICE = 'app.kubernetes.io/name';
const metadata = { name: NAME, labels: { [PART_OF]: NAME } };

/**
 * Of pods and not of services: a pod that drains has left its service and goes on telling about itself. `job` is the
 * name of the service, on which rules and dashboards rely.
 */
const podMonitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata,
  spec: {
    selector: {
      matchLabels: { [PART_OF]: NAME },
      matchExpressions: [{ key: SERVICE, operator: 'In', values: services }],
    },
    jobLabel: SERVICE,
    podMetricsEndpoints: [{ port: 'health', path: '/metrics', interval: '15s', scrapeTimeout: '10s' }],
  },
};

const prometheusRule = () => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata,
  spec: { groups: Object.values(ruleGroups()).flat() },
});

/** A ConfigMap for each dashboard: all in one would be too large for `kubectl apply`. */
const kustomization = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources: ['prometheus-operator/pod-monitor.yaml', 'prometheus-operator/prometheus-rule.yaml'],
  generatorOptions: {
    disableNameSuffixHash: true,
    // what the Grafana of kube-prometheus-stack looks for
    labels: { grafana_dashboard: '1', [PART_OF]: NAME },
  },
  configMapGenerator: dashboards.map(({ uid }) => ({
    name: `dashboard-${uid}`,
    files: [`dashboards/${uid}.json`],
  })),
};

/** Path below k8s/observability → text. */
export function kubernetesFiles(): Map<string, string> {
  return new Map([
    ['kustomization.yaml', yaml(kustomization)],
    ['prometheus-operator/pod-monitor.yaml', yaml(podMonitor)],
    ['prometheus-operator/prometheus-rule.yaml', yaml(prometheusRule())],
  ]);
}
