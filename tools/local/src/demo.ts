import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { createClient, type MeetingClient } from '@meeting-intelligence/client';
import { autoTeardown, WebhookReceiver, type ReceivedWebhook } from '@meeting-intelligence/testing';
import type { PublicJob, PublicMeeting } from '@meeting-intelligence/contracts';
import type { DemoOptions } from './arguments.js';
import type { Console } from './console.js';
import { followJob } from './follow-job.js';
import type { Recording } from './recording.js';
import { renderMeeting, renderStages, renderWebhook } from './render-meeting.js';

export interface DemoResult {
  readonly job: PublicJob;
  readonly meeting: PublicMeeting | null;
  readonly webhooks: readonly Pick<ReceivedWebhook, 'body' | 'headers'>[];
  readonly durationMs: number;
  /** What went wrong, for people; undefined when all went well. */
  readonly fault?: string;
}

const JOB_TIMEOUT_MS = 60 * 60_000;
const WEBHOOK_TIMEOUT_MS = 60_000;

/** The door to a running system, and the key to it. */
export interface Door {
  readonly gateway: string;
  readonly apiKey: string;
}

/** Sends one recording through the running system, as a CMS would, and collects everything that came of it. */
export async function runDemo(
  door: Door,
  recording: Recording,
  console: Console,
  quit: AbortSignal,
  waitsFor: (jobId: string) => string = () => '',
): Promise<DemoResult> {
  const teardown = autoTeardown();
  try {
    const cms = teardown.use(await WebhookReceiver.listen<{ job_id?: string }>());
    const gateway = createClient({ baseUrl: door.gateway, apiKey: door.apiKey, signal: quit });
    const startedAt = Date.now();
    console.say(`sending ${recording.path}`);
    const submitted = await gateway.submit(await openAsBlob(recording.path), {
      filename: basename(recording.path),
      title: recording.title,
      recorded_at: recording.recordedAt,
      webhook_url: cms.url,
      webhook_secret: randomBytes(24).toString('hex'),
      metadata: { sent_by: 'npm run demo' },
    });
    console.say(`job ${submitted.id} accepted`);
    let job = await followJob({
      load: () => gateway.job(submitted.id),
      say: (line) => console.say(line),
      quit,
      timeoutMs: JOB_TIMEOUT_MS,
      waitsFor: () => waitsFor(submitted.id),
    });
    const durationMs = Date.now() - startedAt;
    const enough = AbortSignal.any([quit, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]);
    const webhookFault = await cms
      .waitFor(({ body }) => body.job_id === submitted.id, enough)
      .then(
        () => undefined,
        () => `no webhook about job ${submitted.id} within ${WEBHOOK_TIMEOUT_MS} ms`,
      );
    quit.throwIfAborted();
    const meeting = job.meeting_id === null ? null : await gateway.meeting(job.meeting_id);
    if (webhookFault === undefined) job = await withNotificationTime(job, gateway);
    const jobFault = job.status === 'completed' ? undefined : describeFailure(job);
    const webhooks = cms.webhooks.map(({ body, headers }) => ({ body, headers }));
    return { job, meeting, webhooks, durationMs, fault: jobFault ?? webhookFault };
  } finally {
    await teardown.run();
  }
}

/** The result on standard output: for people, or one JSON line. */
export function printDemo(
  result: DemoResult,
  { json }: DemoOptions,
  out: NodeJS.WritableStream = process.stdout,
): void {
  const { job, meeting, webhooks, durationMs } = result;
  if (json) {
    const { id: job_id, status, stages, artifacts, engine, error } = job;
    const object = {
      job_id,
      status,
      duration_ms: durationMs,
      stages,
      meeting,
      webhooks,
      artifacts,
      engine,
      error,
    };
    out.write(`${JSON.stringify(object)}\n`);
    return;
  }
  const parts = meeting ? [renderMeeting(meeting, job)] : ['\nTime by stage', ...renderStages(job)];
  out.write(`${[...parts, ...webhooks.map(renderWebhook)].join('\n')}\n`);
}

/** The ledger learns of the delivery by an event of its own, a moment after the CMS has the webhook. */
async function withNotificationTime(job: PublicJob, gateway: MeetingClient): Promise<PublicJob> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const current = await gateway.job(job.id);
    if (current.stages?.notification?.completed_at) return current;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return job;
}

function describeFailure({ status, error }: PublicJob): string {
  return error ? `the job ${status}: ${error.code}: ${error.message}` : `the job ended as "${status}"`;
}
