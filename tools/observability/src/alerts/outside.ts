import { breaker, recorded, requestFailures, webhookFailures } from '../expressions.js';
import { floors, thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

const SPEECH = 'circuit_breaker_state{provider="speech provider",job="transcription"}';
const notCalled = {
  labels: { job: 'transcription', provider: 'speech provider' },
  summary: 'transcription does not call the speech provider: too many calls in a row have failed',
};

/** Who calls us, and whom we call. */
export const outsideAlerts: readonly Alert[] = [
  {
    name: 'GatewayErrors',
    severity: 'page',
    expr: `${requestFailures} > ${thresholds.failedRequests.page} and ${recorded.failedRequests}{job="ingest"} > ${floors.failedRequestsIn5m}`,
    for: '5m',
    summary: 'the gateway answers {{ $value | humanizePercentage }} of its requests with an error of ours',
    panel: 'mi-pipeline/http-errors',
    runbook: 'gateway-errors',
    threshold: thresholds.failedRequests.page,
    test: {
      over: requests('0+90x60', '0+10x30 300x30'),
      pendingAt: '4m',
      firesAt: '12m',
      alerts: [
        {
          labels: { job: 'ingest' },
          summary: 'the gateway answers 10% of its requests with an error of ours',
        },
      ],
      resolvedAt: '45m',
      justBelow: [
        ...requests('0+95x60', '0+5x60'),
        // the inner API of another service: what is wrong with it shows at the gateway
        ...requests('0+1x60', '0+99x60', 'persistence'),
      ],
      cases: [
        {
          name: 'is quiet when all that come fail, but not more than ten in five minutes',
          interval: '17s',
          series: requests('0x200', '0x17 10x17 20x17 30x17 40x17 50x17'),
          told: { '10m': [], '15m': [], '20m': [], '25m': [] },
        },
        {
          // a route each minute that was never answered so before
          name: 'fires when no error is the second of its kind',
          series: [
            ...requests('0+10x40', '0x40'),
            ...Array.from({ length: 12 }, (_, route): Series => [
              answered('500', 'ingest', `/v1/route-${route}`),
              `_x${15 + route} 10x40`,
            ]),
            ['up{job="ingest",instance="ingest:1"}', '1x60'],
          ],
          told: {
            '22m': [
              {
                labels: { job: 'ingest' },
                summary: 'the gateway answers 50% of its requests with an error of ours',
              },
            ],
            '40m': [],
          },
        },
      ],
    },
  },
  {
    name: 'WebhookFailures',
    severity: 'warning',
    expr: `${webhookFailures} > ${thresholds.webhookFailures.warning} and ${recorded.failedWebhooks} > ${floors.failedWebhooksIn15m}`,
    for: '2m',
    summary: '{{ $value | humanizePercentage }} of the attempts to deliver a webhook fail',
    panel: 'mi-providers/webhook-failures',
    runbook: 'webhook-failures',
    threshold: thresholds.webhookFailures.warning,
    test: {
      over: webhooks('0+4x60', '0+1x30 30x30'),
      pendingAt: '2m',
      firesAt: '25m',
      alerts: [{ labels: {}, summary: '20% of the attempts to deliver a webhook fail' }],
      resolvedAt: '50m',
      justBelow: webhooks('0+9x60', '0+1x60'),
      cases: [
        {
          name: 'fires when there is one attempt in six minutes, and each fails',
          series: webhooks('0x60', '0x5 1x5 2x5 3x5 4x5 5x5 6x5 7x5 8x5'),
          told: Object.fromEntries(
            ['30m', '32m', '34m', '36m'].map((at) => [
              at,
              [{ labels: {}, summary: '100% of the attempts to deliver a webhook fail' }],
            ]),
          ),
        },
        {
          name: 'is quiet when a single attempt fails, and there is no other',
          series: webhooks('0x60', '0x20 1x40'),
          told: { '22m': [], '25m': [], '30m': [], '35m': [] },
        },
        {
          name: 'fires when each failure is the first of its kind',
          series: [
            ...webhooks('0x60', '_x20 2x40'),
            ['up{job="notification",instance="notification:1"}', '1x60'],
          ],
          told: { '25m': [{ labels: {}, summary: '100% of the attempts to deliver a webhook fail' }] },
        },
        {
          name: 'is quiet when Prometheus comes back after a pause, and the failures are old',
          series: [
            ...webhooks('0x10 stale _x19 0x60', '5x10 stale _x19 5x60'),
            ['up{job="notification",instance="notification:1"}', '1x10 stale _x19 1x60'],
          ],
          told: { '33m': [], '38m': [], '45m': [], '60m': [] },
        },
      ],
    },
  },
  {
    name: 'ProviderBreakerOpen',
    severity: 'warning',
    expr: `${breaker} >= ${thresholds.breaker.warning}`,
    for: '5m',
    summary:
      '{{ $labels.job }} does not call the {{ $labels.provider }}: too many calls in a row have failed',
    panel: 'mi-providers/breakers',
    runbook: 'provider-breaker-open',
    threshold: thresholds.breaker.warning,
    test: {
      // a probe now and then does not hide it
      over: [[SPEECH, '0 2x4 1 2x4 0x10']],
      pendingAt: '5m',
      firesAt: '8m',
      alerts: [notCalled],
      resolvedAt: '12m',
      justBelow: [[SPEECH, '0 2x4 0 2x4 0x10']],
      cases: [
        {
          name: 'fires when the probes hang',
          series: [[SPEECH, '0 2 1x8 2 1x8 2 1x8']],
          told: { '5m': [], '7m': [notCalled], '12m': [notCalled], '20m': [notCalled] },
        },
      ],
    },
  },
];

function requests(fine: string, failed: string, job = 'ingest'): Series[] {
  return [
    [answered('202', job), fine],
    [answered('500', job), failed],
  ];
}

function answered(status: string, job: string, route = '/v1/jobs'): string {
  return `http_server_request_duration_seconds_count{http_response_status_code="${status}",http_route="${route}",job="${job}",instance="${job}:1"}`;
}

function webhooks(delivered: string, failed: string): Series[] {
  const attempts = (outcome: string) =>
    `webhook_attempts_total{outcome="${outcome}",job="notification",instance="notification:1"}`;
  return [
    [attempts('ok'), delivered],
    [attempts('WEBHOOK_REFUSED'), failed],
  ];
}
