import { alerts } from './alerts/index.js';
import type { Alert } from './alerts/alert.js';
import { yaml } from './rule-files.js';

interface Cause {
  /** While one of these fires … */
  readonly causes: readonly string[];
  /** … these are what follows from it, where the labels are the same. */
  readonly follow: readonly string[];
  readonly equal?: readonly string[];
  /** … and that this is true of. */
  readonly where?: readonly string[];
}

const STANDSTILL = [
  'OldestMessage',
  'OldestTranscriptionMessage',
  'DrainTime',
  'QueueGrowing',
  'StuckJobs',
  'CriticalTimeFastBurn',
  'CriticalTimeSlowBurn',
];

/** What is seen of the queues, and is old or missing where nobody sees them. */
const SEEN = [
  'OldestMessage',
  'OldestTranscriptionMessage',
  'QueueDepth',
  'QueueDepthCritical',
  'DrainTime',
  'QueueGrowing',
  'NoConsumers',
  'SlotsSaturated',
];

const causes: readonly Cause[] = [
  { causes: ['BrokerDown'], follow: ['QueueLooksFailing', 'NoConsumers', 'OutboxOldest', ...STANDSTILL] },
  // The gateway is ready without the broker.
  { causes: ['BrokerDown'], follow: ['ServiceNotReady'], where: ['job!="ingest"'] },
  { causes: ['BrokerAlarm'], follow: ['OutboxOldest', 'RetryStorm', ...STANDSTILL] },
  { causes: ['QueueLooksFailing'], follow: SEEN },
  {
    causes: ['MetricsAbsent', 'ServiceNotReady'],
    follow: ['SlotsSaturated', 'VersionSkew', 'OutboxOldest'],
    equal: ['job'],
  },
];

const named = (names: readonly string[]) => `alertname=~"${names.join('|')}"`;

/** A page over the warning about the same fault, which is what the runbook is about. */
function overWarnings(all: readonly Alert[]) {
  return all
    .filter(({ severity }) => severity === 'page')
    .flatMap(({ name, runbook }) => {
      const lesser = all.filter((other) => other.runbook === runbook && other.severity === 'warning');
      return lesser.length === 0
        ? []
        : [
            {
              source_matchers: [named([name])],
              target_matchers: [named(lesser.map((other) => other.name))],
              equal: ['queue'],
            },
          ];
    });
}

/** An example: who is told of what, and what is not said beside its cause. The addresses are to be replaced. */
export function alertmanagerConfiguration(): string {
  return yaml({
    route: {
      receiver: 'team',
      group_by: ['alertname', 'job'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        // Sent all the time to something that gives the alarm when it stops coming.
        {
          matchers: ['alertname="Watchdog"'],
          receiver: 'dead-mans-switch',
          group_wait: '0s',
          group_interval: '1m',
          repeat_interval: '1m',
        },
        { matchers: ['severity="page"'], receiver: 'on-call', group_wait: '10s', repeat_interval: '1h' },
      ],
    },
    receivers: [
      { name: 'team', webhook_configs: [{ url: 'http://chat.example/alerts' }] },
      { name: 'on-call', webhook_configs: [{ url: 'http://pager.example/alerts' }] },
      {
        name: 'dead-mans-switch',
        webhook_configs: [{ url: 'http://watchdog.example/alive', send_resolved: false }],
      },
    ],
    inhibit_rules: [
      ...overWarnings(alerts),
      ...causes.map(({ causes, follow, equal = [], where = [] }) => ({
        source_matchers: [named(causes)],
        target_matchers: [named(follow), ...where],
        equal,
      })),
    ],
  });
}
