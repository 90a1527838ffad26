import { breaker, FAILED_CALL, quantile, webhookFailures } from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

export const providersDashboard: Dashboard = {
  uid: 'mi-providers',
  title: 'Meetings: 5 providers and webhooks',
  description: 'Whom we call: the speech and the language provider, and the systems that get webhooks.',
  rows: [
    {
      title: 'Providers',
      panels: [
        {
          key: 'requests',
          title: 'Requests to providers',
          description: 'A second, by provider and operation.',
          unit: 'reqps',
          queries: [
            {
              expr: 'sum by (provider, operation) (rate(provider_request_duration_seconds_count[$__rate_interval]))',
              legend: '{{provider}} {{operation}}',
            },
          ],
        },
        {
          key: 'provider-failures',
          title: 'Requests that fail',
          description: 'By error code (docs/errors.md).',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (provider, outcome) (rate(provider_request_duration_seconds_count{${FAILED_CALL}}[$__rate_interval]))`,
              legend: '{{provider}} {{outcome}}',
            },
          ],
        },
        {
          key: 'provider-duration',
          title: 'Duration of requests, 99 %',
          description: 'By provider and operation; the upload grows with the recording.',
          unit: 's',
          queries: [
            {
              expr: quantile(
                0.99,
                'provider_request_duration_seconds',
                'provider, operation',
                '$__rate_interval',
              ),
              legend: '{{provider}} {{operation}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'breakers',
          title: 'Breakers',
          description:
            '0 closed: calls go out; 1 trying: one at a time; 2 open: work for this provider waits.',
          unit: 'none',
          threshold: thresholds.breaker,
          queries: [{ expr: breaker, legend: '{{job}}, {{provider}}' }],
        },
      ],
    },
    {
      title: 'Webhooks',
      panels: [
        {
          key: 'webhooks',
          title: 'Attempts',
          description:
            'ok: delivered; else the error code (docs/errors.md); aborted: the process ended meanwhile, the attempt is made again.',
          unit: 'cps',
          queries: [
            {
              expr: 'sum by (outcome) (rate(webhook_attempts_total[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        },
        {
          key: 'webhook-failures',
          title: 'Share of attempts that fail',
          description: 'Each is tried again; one system that is down can make it high.',
          unit: 'percentunit',
          threshold: thresholds.webhookFailures,
          queries: [{ expr: webhookFailures('$__rate_interval'), legend: 'fail' }],
        },
        {
          key: 'webhook-duration',
          title: 'Duration of attempts, 99 %',
          description: 'How long the systems that get webhooks take to answer.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.99, 'webhook_request_duration_seconds', 'outcome', '$__rate_interval'),
              legend: '{{outcome}}',
              exemplars: true,
            },
          ],
        },
      ],
    },
  ],
};
