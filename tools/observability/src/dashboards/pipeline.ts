import {
  CHOSEN_QUEUE,
  NOT_TRANSCRIPTION,
  oldestMessage,
  quantile,
  recorded,
  requestFailures,
  TRANSCRIPTION,
  unheard,
} from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

const submitted =
  'messaging_client_sent_messages_total{messaging_destination_name=~".*:job[.]submitted[.].+",error_type=""}';

export const pipelineDashboard: Dashboard = {
  uid: 'mi-pipeline',
  title: 'Meetings: 1 pipeline',
  description: 'Does work go in and come out, and how long does it take? Start here.',
  rows: [
    {
      title: 'Jobs',
      panels: [
        {
          key: 'jobs-in-out',
          title: 'Jobs in and out',
          description:
            'Jobs that were handed to the pipeline and jobs that ended, a second. Over an hour the two should be the same.',
          unit: 'cps',
          queries: [
            { expr: `sum(rate(${submitted}[$__rate_interval]))`, legend: 'submitted' },
            {
              expr: 'sum by (outcome) (rate(job_critical_time_seconds_count[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        },
        {
          key: 'jobs-by-state',
          title: 'Jobs by state',
          description: 'Open jobs in the ledger: in the bulk lane, accepted, in work.',
          unit: 'short',
          queries: [{ expr: 'max by (state) (jobs)', legend: '{{state}}' }],
        },
        {
          key: 'failure-share',
          title: 'Share of jobs that fail',
          description: 'Of the jobs that ended in the last ten minutes. Cancelled ones are not counted.',
          unit: 'percentunit',
          threshold: thresholds.jobFailures,
          queries: [{ expr: recorded.failureShare, legend: 'failed' }],
        },
        {
          key: 'critical-time',
          title: 'Critical time of a job',
          description:
            'From accepted to ended: what a user waits. The points are single traces; the longest is of the last five minutes.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.5, 'job_critical_time_seconds', '', '$__rate_interval'),
              legend: 'half of them',
            },
            {
              expr: quantile(0.99, 'job_critical_time_seconds', '', '$__rate_interval'),
              legend: '99 %',
              exemplars: true,
            },
            { expr: 'max(job_critical_time_max_seconds)', legend: 'the longest' },
          ],
        },
        {
          key: 'stages',
          title: 'Time in each stage, 99 %',
          description: 'Which stage makes jobs slow. Transcription grows with the length of the recording.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.99, 'job_stage_duration_seconds', 'stage', '$__rate_interval'),
              legend: '{{stage}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'unheard',
          title: 'Longest silence of a job',
          description:
            'How long ago the last event of the most silent open job was, and from when it counts as stuck: three times what 99 % of jobs take, at least 15 minutes.',
          unit: 's',
          queries: [
            { expr: unheard, legend: 'longest silence' },
            { expr: recorded.stuckAfter, legend: 'stuck from' },
          ],
        },
      ],
    },
    {
      title: 'Queues',
      panels: [
        {
          key: 'queue-depth',
          title: 'Messages that wait',
          description: 'In each work queue, not counting those in work or waiting for their retry.',
          unit: 'short',
          threshold: thresholds.queueDepth,
          queries: [{ expr: `${recorded.ready}{${CHOSEN_QUEUE}}`, legend: '{{queue}}' }],
        },
        {
          key: 'oldest-message',
          title: 'Oldest message',
          description:
            'How long the oldest message of each queue has waited to be taken; without transcription.',
          unit: 's',
          threshold: thresholds.oldestMessage,
          queries: [{ expr: oldestMessage(`${NOT_TRANSCRIPTION},${CHOSEN_QUEUE}`), legend: '{{queue}}' }],
        },
        {
          key: 'oldest-transcription-message',
          title: 'Oldest message, transcription',
          description:
            'The same for transcription, where a recording may wait for a free slot of the provider.',
          unit: 's',
          threshold: thresholds.oldestTranscriptionMessage,
          queries: [{ expr: oldestMessage(`${TRANSCRIPTION},${CHOSEN_QUEUE}`), legend: '{{queue}}' }],
        },
        {
          key: 'time-to-drain',
          title: 'Time to drain',
          description:
            'How long until each queue is empty at the rate of the last five minutes; infinite where messages wait and none is handled.',
          unit: 's',
          threshold: thresholds.timeToDrain,
          queries: [{ expr: `${recorded.timeToDrain}{${CHOSEN_QUEUE}}`, legend: '{{queue}}' }],
        },
        {
          key: 'bulk-lane',
          title: 'Bulk lane',
          description:
            'Jobs of the bulk lane wait in the ledger, not in a queue: those that wait and those in flight.',
          unit: 'short',
          queries: [
            { expr: 'max(bulk_lane_waiting_jobs)', legend: 'wait' },
            { expr: 'max(bulk_lane_in_flight_jobs)', legend: 'in flight' },
          ],
        },
      ],
    },
    {
      title: 'The API',
      panels: [
        {
          key: 'http-rate',
          title: 'Requests',
          description: 'A second, by route of the public API and of the internal one.',
          unit: 'reqps',
          queries: [
            {
              expr: 'sum by (job, http_route) (rate(http_server_request_duration_seconds_count[$__rate_interval]))',
              legend: '{{job}} {{http_route}}',
            },
          ],
        },
        {
          key: 'http-errors',
          title: 'Share of requests we fail',
          description:
            'Answers of 500 and above, of all, in five minutes. What the caller did wrong (4xx) is not among them.',
          unit: 'percentunit',
          threshold: thresholds.failedRequests,
          queries: [{ expr: requestFailures, legend: '{{job}}' }],
        },
        {
          key: 'http-duration',
          title: 'Duration of requests, 99 %',
          description:
            'By route. Uploads take as long as the client sends; streams (events) as long as it listens.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.99, 'http_server_request_duration_seconds', 'http_route', '$__rate_interval'),
              legend: '{{http_route}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'rate-limited',
          title: 'Refused for a limit',
          description: 'Requests answered 429, by code. One client that does not wait is enough.',
          unit: 'cps',
          queries: [
            {
              expr: 'sum by (code) (rate(requests_rate_limited_total[$__rate_interval]))',
              legend: '{{code}}',
              mayBeEmpty: 'nobody has run into a limit',
            },
          ],
        },
        {
          key: 'open-connections',
          title: 'Uploads and streams',
          description: 'Uploads in progress and event streams that are open.',
          unit: 'short',
          queries: [
            { expr: 'sum(uploads_in_progress)', legend: 'uploads' },
            { expr: 'sum(event_streams_open)', legend: 'streams' },
          ],
        },
      ],
    },
  ],
};
