import { randomUUID } from 'node:crypto';
import {
  jobFailed,
  jobSubmitted,
  meetingTranscribed,
  webhookDelivered,
  type Envelope,
  type EventDraft,
  type PipelineRow,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import {
  createRunner,
  rootEvent,
  type Deliver,
  type Delivery,
  type EventBus,
  type Handler,
  type Outcome,
  type RunnerOptions,
} from '../src/index.js';

/** A small pipeline, so that a test declares 4 work queues instead of 18. Two queues get `job.submitted.v1`. */
export const smallPipeline: readonly PipelineRow[] = [
  { event: jobSubmitted, publishedBy: ['ingest'], consumedBy: ['transcription', 'notification'] },
  { event: meetingTranscribed, publishedBy: ['persistence'], consumedBy: ['ingest'] },
  { event: jobFailed, publishedBy: ['transcription'], consumedBy: ['ingest'] },
];
export const submitted = 'transcription.job.submitted.v1';
export const submittedToo = 'notification.job.submitted.v1';

/** In no row of `smallPipeline`. */
export const unroutable: EventDraft = webhookDelivered(webhookDelivered.example);

export const silent = createLogger({ name: 'test', version: '0' }, 'silent');

export function newEvent(draft: EventDraft = jobSubmitted(jobSubmitted.example)): Envelope {
  return rootEvent(draft, { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 });
}

export function eventIn({ body }: { readonly body: Buffer }): Envelope & { checkpoint?: unknown } {
  return JSON.parse(body.toString('utf8')) as Envelope;
}

export const ack: Outcome = { kind: 'ack' };
export const failure = new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'expected 200, got 503');

export interface Recorder {
  readonly deliver: Deliver;
  readonly deliveries: Delivery[];
  readonly ids: () => string[];
}

/** Keeps every delivery; `outcomes` are given one after another, then acks. */
export function recorder(...outcomes: Outcome[]): Recorder {
  const deliveries: Delivery[] = [];
  return {
    deliveries,
    ids: () => deliveries.map((delivery) => eventIn(delivery).id),
    async deliver(delivery) {
      deliveries.push(delivery);
      return outcomes[deliveries.length - 1] ?? ack;
    },
  };
}

/** A handler that the test lets go. */
export function gate() {
  const entered = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    entered: entered.promise,
    enter: () => entered.resolve(),
    opened: opened.promise,
    open: () => opened.resolve(),
  };
}

/** The handler in a runner of its own, as the strategy would make it. */
export function subscribeHandler(
  bus: EventBus,
  handler: Handler,
  options: Partial<RunnerOptions> = {},
  type = 'job.submitted.v1',
): void {
  const deliver = createRunner({
    service: 'transcription',
    bus,
    handlers: new Map([[type, handler]]),
    onGivenUp: (_event, { code, message, retryable }) => [
      jobFailed({ error: { code, message, retryable, stage: 'transcription' } }),
    ],
    retryDelaysMs: [30, 60],
    handlerTimeoutMs: 5_000,
    claimCheckBytes: 262_144,
    logger: silent,
    ...options,
  });
  bus.subscribe({ service: 'transcription', types: [type], deliver });
}
