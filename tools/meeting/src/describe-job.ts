import type { Job } from '@meeting-intelligence/client';
import { plain, type Output } from './output.js';

/** `processing: analysis`, or how it ended and why. */
export function stateOf({ status, stage, error }: Pick<Job, 'status' | 'stage' | 'error'>): string {
  if (error) return `${status}: ${error.code}: ${plain(error.message)}`;
  return status === 'processing' && stage ? `${status}: ${stage}` : status;
}

/** A job as a person reads it. */
export function describeJob(job: Job, output: Output): string {
  const colour = { completed: 'green', failed: 'red', cancelled: 'yellow' } as const;
  const ending = Object.hasOwn(colour, job.status) ? colour[job.status as keyof typeof colour] : 'cyan';
  const rows: readonly (readonly [name: string, value: string | null | undefined])[] = [
    ['job', job.id],
    ['status', output.coloured(ending, stateOf(job))],
    ['progress', job.completed_at === null ? `${Math.round(job.progress * 100)} %` : null],
    ['queue', job.queue && `number ${job.queue.position}`],
    ['expected', job.estimate?.completes_at],
    ['meeting', job.meeting_id],
    ['submitted', job.created_at],
    ['ended', job.completed_at],
    ['webhook', job.webhook.url_host && `${job.webhook.status} (${job.webhook.url_host})`],
    ...Object.entries(job.artifacts ?? {}).map(
      ([part, { status, reason }]) =>
        [part, status === 'ok' ? null : `${status}${reason ? `: ${plain(reason)}` : ''}`] as const,
    ),
  ];
  const shown = rows.filter(([, value]) => value);
  return [
    output.strong(plain(job.title ?? '(no title)')),
    ...shown.map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
  ].join('\n');
}
