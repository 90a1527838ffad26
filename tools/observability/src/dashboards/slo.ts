import { budget, burnRate, lastOf, recorded } from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { objective, thresholds } from '../thresholds.js';

const percent = objective.share * 100;
const minutes = objective.withinSeconds / 60;

export const sloDashboard: Dashboard = {
  uid: 'mi-slo',
  title: 'Meetings: 7 objective',
  description: `Of the jobs that end, ${percent} % complete within ${minutes} minutes, over 30 days. Cancelled jobs are not counted, failed ones are missed.`,
  rows: [
    {
      title: 'Critical time',
      panels: [
        {
          key: 'budget-left',
          title: 'Budget left',
          description: `What is left of the ${(budget() * 100).toFixed(0)} % that may be missed in 30 days. Below nothing: the objective is missed.`,
          unit: 'percentunit',
          kind: 'stat',
          width: 6,
          queries: [{ expr: `1 - ${lastOf(recorded.missed('30d'))} / ${budget()}`, legend: 'left' }],
        },
        {
          key: 'missed',
          title: 'Share that missed it',
          description: 'Over an hour and over 30 days.',
          unit: 'percentunit',
          width: 6,
          queries: [
            { expr: recorded.missed('1h'), legend: 'an hour' },
            { expr: lastOf(recorded.missed('30d')), legend: '30 days' },
          ],
        },
        {
          key: 'burn-rate',
          title: 'How fast the budget goes',
          description:
            '1 is exactly what 30 days allow. Somebody is paged at 14.4 over an hour and five minutes, told at 6 over six hours and half an hour.',
          unit: 'short',
          width: 12,
          threshold: thresholds.burnRate,
          queries: ['5m', '30m', '1h', '6h'].map((window) => ({ expr: burnRate(window), legend: window })),
        },
      ],
    },
  ],
};
