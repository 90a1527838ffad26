import {
  byQueue,
  CHOSEN_QUEUE,
  consumers,
  grown,
  growth,
  newDeadLetters,
  quantile,
  queueLooks,
  recorded,
  retryShare,
} from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

const CHOSEN_DESTINATION = 'messaging_destination_name=~"$queue"';

export const queuesDashboard: Dashboard = {
  uid: 'mi-queues',
  title: 'Meetings: 2 queues',
  description: 'What happens to the messages of each queue: who takes them, how long they wait, what fails.',
  rows: [
    {
      title: 'Waiting',
      panels: [
        {
          key: 'ready',
          title: 'Waiting',
          description: 'Messages that nobody has taken yet.',
          unit: 'short',
          threshold: thresholds.queueDepth,
          queries: [{ expr: `${recorded.ready}{${CHOSEN_QUEUE}}`, legend: '{{queue}}' }],
        },
        {
          key: 'unacked',
          title: 'In work',
          description: 'Taken and not acknowledged yet, as the broker sees it; at most one for each slot.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (queue) (rabbitmq_detailed_queue_messages_unacked{${CHOSEN_QUEUE},queue!~".+[.](dead|retry[.].+|defer[.].+)"})`,
              legend: '{{queue}}',
            },
          ],
        },
        {
          key: 'consumers',
          title: 'Consumers',
          description: 'How many slots listen to each queue. None while messages wait is a page.',
          unit: 'short',
          threshold: thresholds.consumers,
          lowIsBad: true,
          queries: [{ expr: consumers(CHOSEN_QUEUE), legend: '{{queue}}' }],
        },
        {
          key: 'growth',
          title: 'Growth',
          description:
            'Messages a second that each queue grows by (the alert waits until a hundred are there).',
          unit: 'cps',
          signed: true,
          threshold: thresholds.queueGrowth,
          queries: [{ expr: growth(CHOSEN_QUEUE), legend: '{{queue}}' }],
        },
        {
          key: 'looks',
          title: 'Looks at the queues',
          description:
            'In two minutes. Each gateway looks at all queues every ten seconds: twelve are due. With fewer than four every other number about queues has gaps.',
          unit: 'short',
          threshold: thresholds.queueLooks,
          lowIsBad: true,
          queries: [{ expr: queueLooks, legend: 'succeed' }],
        },
      ],
    },
    {
      title: 'Waiting against work',
      panels: [
        {
          key: 'wait',
          title: 'Wait, 99 %',
          description: 'From due to taken. Much longer than the work below: more slots help.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: quantile(
                0.99,
                'message_queue_wait_seconds',
                'queue',
                '$__rate_interval',
                `{${CHOSEN_QUEUE}}`,
              ),
              legend: '{{queue}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'processing',
          title: 'Work, 99 %',
          description: 'How long handlers take. Much longer than usual: look at what they call.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: quantile(
                0.99,
                'messaging_process_duration_seconds',
                'messaging_destination_name',
                '$__rate_interval',
                `{${CHOSEN_DESTINATION}}`,
              ),
              legend: '{{messaging_destination_name}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'longest',
          title: 'The longest of five minutes',
          description: 'The longest wait and the longest work of any message, of the last five minutes.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `max by (queue) (message_queue_wait_max_seconds{${CHOSEN_QUEUE}})`,
              legend: 'wait {{queue}}',
            },
            {
              expr: `max by (queue) (${byQueue(`messaging_process_duration_max_seconds{${CHOSEN_DESTINATION}}`)})`,
              legend: 'work {{queue}}',
            },
          ],
        },
        {
          key: 'outcomes',
          title: 'How handling ends',
          description:
            'ack: done; defer and wait: comes back by plan; retry: failed, comes back; dead: given up; requeue: the process had to end.',
          unit: 'cps',
          width: 12,
          queries: [
            {
              expr: `sum by (outcome) (rate(messaging_process_duration_seconds_count{${CHOSEN_DESTINATION}}[$__rate_interval]))`,
              legend: '{{outcome}}',
            },
          ],
        },
      ],
    },
    {
      title: 'What fails',
      panels: [
        {
          key: 'retry-share',
          title: 'Share of deliveries that are retried',
          description: 'By queue, over ten minutes. A provider that is down shows here first.',
          unit: 'percentunit',
          threshold: thresholds.retries,
          queries: [
            {
              expr: retryShare(CHOSEN_QUEUE),
              legend: '{{queue}}',
            },
          ],
        },
        {
          key: 'errors',
          title: 'Why they are retried',
          description: 'Error codes, in ten minutes; docs/errors.md explains each.',
          unit: 'short',
          queries: [
            {
              expr: `${grown(`message_retries_total{${CHOSEN_QUEUE}}`, 'queue, error_type', 10)} > 0`,
              legend: '{{queue}} {{error_type}}',
            },
          ],
        },
        {
          key: 'dead-letters',
          title: 'Dead letters',
          description: 'Events that were given up and wait for somebody: npm run dead-letters -- groups.',
          unit: 'short',
          queries: [{ expr: `${recorded.dead}{${CHOSEN_QUEUE}}`, legend: '{{queue}}' }],
        },
        {
          key: 'new-dead-letters',
          title: 'New dead letters',
          description:
            'That came in five minutes, or in a gap of the readings before; less those that were replayed or discarded.',
          unit: 'short',
          signed: true,
          threshold: thresholds.newDeadLetters,
          queries: [
            {
              expr: newDeadLetters(CHOSEN_QUEUE),
              legend: '{{queue}}',
            },
          ],
        },
        {
          key: 'dead-letters-by-reason',
          title: 'Why they died',
          description:
            'In an hour. permanent: cannot pass; exhausted: failed four times; poison: ends the process; malformed: is no event.',
          unit: 'short',
          queries: [
            {
              expr: `${grown(`messages_dead_lettered_total{${CHOSEN_QUEUE}}`, 'queue, reason', 60)} > 0`,
              legend: '{{queue}} {{reason}}',
            },
          ],
        },
        {
          key: 'duplicates',
          title: 'Duplicates and redeliveries',
          description:
            'Events that came twice and were handled once, and deliveries that the broker had made before. Many after a crash are normal.',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (queue) (rate(inbox_duplicates_total{${CHOSEN_QUEUE}}[$__rate_interval]))`,
              legend: 'duplicate {{queue}}',
              mayBeEmpty: 'nothing came twice',
            },
            {
              expr: `sum by (queue) (${byQueue(`rate(messaging_client_consumed_messages_total{${CHOSEN_DESTINATION},redelivered="true"}[$__rate_interval])`)})`,
              legend: 'redelivered {{queue}}',
              mayBeEmpty: 'nothing was redelivered',
            },
          ],
        },
      ],
    },
  ],
};
