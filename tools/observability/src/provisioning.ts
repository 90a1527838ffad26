/** What a Grafana loads when it starts: where the numbers are, and where the dashboards. */
import { PROMETHEUS, PROMETHEUS_NAME } from './grafana-dashboard.js';
import { yaml } from './rule-files.js';

const JAEGER = 'meeting-intelligence-jaeger';

/** File name → text, for `/etc/grafana/provisioning`. Addresses come from Grafana's environment. */
export function provisioningFiles(): Map<string, string> {
  const sources = [
    {
      name: PROMETHEUS_NAME,
      ...PROMETHEUS,
      access: 'proxy',
      url: '$PROMETHEUS_URL',
      jsonData: {
        httpMethod: 'POST',
        timeInterval: '15s',
        // The points on the lines lead to their traces.
        exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: JAEGER }],
      },
    },
    { name: 'Meeting Intelligence Jaeger', type: 'jaeger', uid: JAEGER, access: 'proxy', url: '$JAEGER_URL' },
  ];
  const provider = {
    name: 'meeting-intelligence',
    folder: 'Meeting Intelligence',
    type: 'file',
    disableDeletion: true,
    allowUiUpdates: false,
    options: { path: '/var/lib/grafana/dashboards/meeting-intelligence' },
  };
  return new Map([
    ['datasources/meeting-intelligence.yaml', yaml({ apiVersion: 1, datasources: sources })],
    ['dashboards/meeting-intelligence.yaml', yaml({ apiVersion: 1, providers: [provider] })],
  ]);
}
