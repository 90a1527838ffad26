import { breaker, FAILED_CALL, grown, quantile, webhookFailures } from '../expressions.js';
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
          description: 'In ten minutes, by error code (docs/errors.md).',
          unit: 'short',
          queries: [
            {
              expr: grown(`provider_request_duration_seconds_count{${FAILED_CALL}}`, 'provider, outcome', 10),
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
            '0 closed: calls go out; 1 trying: one finds out; 2 open. But for 0 work for this provider waits.',
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
            'In ten minutes. ok: delivered; else the error code (docs/errors.md); aborted: the process ended meanwhile, the attempt is made again.',
          unit: 'short',
          queries: [
            {
              expr: `${grown('webhook_attempts_total', 'outcome', 10)} > 0`,
              legend: '{{outcome}}',
            },
          ],
        },
        {
          key: 'webhook-failures',
          title: 'Share of attempts that fail',
          description: 'In fifteen minutes. Each is tried again; one system that is down can make it high.',
          unit: 'percentunit',
          threshold: thresholds.webhookFailures,
          queries: [{ expr: webhookFailures, legend: 'fail' }],
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
