import { toAppError, AppError } from '@meeting-intelligence/errors';
import type { Envelope, EventDraft, ServiceName, WireEnvelope } from '@meeting-intelligence/contracts';
import {
  inSpan,
  traceHeaders,
  withLogContext,
  type LogContext,
  type Logger,
} from '@meeting-intelligence/telemetry';
import type { ClaimStore } from './claim-check.js';
import { envelopesOf } from './envelopes-of.js';
import type { Deliver, Delivery, EventBus } from './event-bus.js';
import { Deferral, type HandlerContext, type HandlerResult, type OnGivenUp } from './handler.js';
import { Handling } from './handling.js';
import { processSpan } from './message-spans.js';
import { attemptOf, waitLeftMs } from './message/headers.js';
import type { OverdueHandlers } from './overdue-handlers.js';
import { checkData } from './middleware/check-data.js';
import { isOurOutage, outcomeOf } from './middleware/failure-policy.js';
import { measureArrival, measureOutcome } from './middleware/measure.js';
import { publishPatiently } from './middleware/publish-patiently.js';
import { Quarantine } from './middleware/quarantine.js';
import { readEnvelope, type ReceivedEnvelope } from './middleware/read-envelope.js';
import { report } from './middleware/report.js';
import { keepingDrafts, returnedDrafts } from './middleware/returned-drafts.js';
import { Interrupted, withDeadline } from './middleware/with-deadline.js';
import type { Outcome } from './outcome.js';

export type Handler = (event: Envelope, context: HandlerContext) => Promise<HandlerResult | void>;

export interface RunnerOptions {
  readonly service: ServiceName;
  readonly bus: Pick<EventBus, 'publish'>;
  /** By event type. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly onGivenUp: OnGivenUp;
  readonly retryDelaysMs: readonly number[];
  readonly handlerTimeoutMs: number;
  /** Events larger than this are not kept in a message. */
  readonly claimCheckBytes: number;
  readonly logger: Logger;
  readonly claimStore?: ClaimStore;
  /** Is told of every handler that runs. */
  readonly overdue?: OverdueHandlers;
}

/**
 * What every service does around every handler, in this order: read → check → handle → publish what it returned,
 * confirmed. Turns whatever happens into exactly one outcome, and never rejects.
 */
export function createRunner(options: RunnerOptions): Deliver {
  const quarantine = new Quarantine(options.claimStore);
  return (delivery, stop) => {
    const startedAt = performance.now();
    const received = read(delivery);
    const event = received instanceof AppError ? undefined : received.event;
    const context = logContextOf(delivery, event, options.service);
    return withLogContext(context, () =>
      inSpan(`process ${delivery.queue}`, processSpan(delivery, event), async (active) => {
        measureArrival(delivery);
        const handling = new Handling(delivery.headers, event);
        const outcome =
          received instanceof AppError
            ? dead(received)
            : await handling.run(() => run(received, delivery, stop, quarantine, options));
        report(options.logger, active, outcome, startedAt);
        measureOutcome(delivery, outcome, startedAt);
        const calls = handling.callsSoFar();
        const { traceparent } = traceHeaders();
        return { ...outcome, ...(calls !== undefined && { calls }), ...(traceparent && { traceparent }) };
      }),
    );
  };
}

/** What every line of the handling says; `correlation_id` is the event that led to this one. */
function logContextOf(
  { queue, headers, deliveryCount }: Delivery,
  event: WireEnvelope | undefined,
  stage: ServiceName,
): LogContext {
  return {
    job_id: event?.subject,
    message_id: event?.id,
    correlation_id: event?.causationid ?? event?.id,
    event: event?.type,
    queue,
    attempt: attemptOf(headers),
    redelivered: deliveryCount > 0,
    stage,
  };
}

function read(delivery: Delivery): ReceivedEnvelope | AppError {
  try {
    return readEnvelope(delivery.body);
  } catch (error) {
    return toAppError(error);
  }
}

async function run(
  received: ReceivedEnvelope,
  delivery: Delivery,
  stop: AbortSignal,
  quarantine: Quarantine,
  options: RunnerOptions,
): Promise<Outcome> {
  const attempt = attemptOf(delivery.headers);
  const delayMs = waitLeftMs(delivery.headers);
  if (delayMs > 0) return { kind: 'wait', delayMs };
  const failed = async (thrown: unknown): Promise<Outcome> => {
    if (thrown instanceof Interrupted) return { kind: 'requeue', checkpoint: thrown.checkpoint };
    const failure = toAppError(thrown);
    const outcome = outcomeOf(failure, attempt, options.retryDelaysMs);
    return outcome.kind === 'dead' ? giveUp(received, failure, stop, options) : outcome;
  };
  return quarantine
    .run(delivery, received.event, () => attemptOnce(received, attempt, stop, options).catch(failed))
    .catch(failed);
}

async function attemptOnce(
  received: ReceivedEnvelope,
  attempt: number,
  stop: AbortSignal,
  options: RunnerOptions,
): Promise<Outcome> {
  const { event: wire, checkpoint } = received;
  let returned: readonly EventDraft[] | undefined;
  try {
    return await withDeadline(options.handlerTimeoutMs, stop, async (signal) => {
      const result = returnedDrafts(checkpoint) ?? (await handle(received, attempt, signal, options));
      if (result instanceof Deferral) return { kind: 'defer', ...result };
      const events = envelopesFrom(result, wire, options);
      returned = result;
      await publishPatiently(options.bus, events, signal);
      return { kind: 'ack' };
    });
  } catch (thrown) {
    throw returned ? keepingDrafts(thrown, returned, options.claimCheckBytes) : thrown;
  }
}

async function handle(
  { event: wire, checkpoint }: ReceivedEnvelope,
  attempt: number,
  signal: AbortSignal,
  options: RunnerOptions,
): Promise<HandlerResult> {
  const handler = options.handlers.get(wire.type);
  if (!handler)
    throw new AppError(
      'EVENT_UNKNOWN',
      `expected an event that ${options.service} consumes, got ${wire.type}`,
    );
  const event = await checkData(wire, options.claimStore);
  if (!event) {
    options.logger.info('job was erased: its event is left aside');
    return [];
  }
  const isLastAttempt = attempt > options.retryDelaysMs.length;
  const run = async () => (await handler(event, { signal, attempt, isLastAttempt, checkpoint })) ?? [];
  return options.overdue ? options.overdue.during(wire.type, options.handlerTimeoutMs, run) : run();
}

/** Tells the others first: a dead letter nobody was told of is a job that hangs. */
async function giveUp(
  { event: wire }: ReceivedEnvelope,
  failure: AppError,
  stop: AbortSignal,
  options: RunnerOptions,
): Promise<Outcome> {
  try {
    const drafts = options.onGivenUp({ ...wire, data: wire.data }, failure);
    await publishPatiently(options.bus, envelopesFrom(drafts, wire, options), stop);
    return dead(failure);
  } catch (thrown) {
    // The process is stopping; the next one tells them.
    if (isOurOutage(thrown)) return { kind: 'requeue', checkpoint: failure.checkpoint };
    const reason = toAppError(thrown);
    const message = `${failure.message} (and could not tell that it is given up: ${reason.code}, ${reason.message})`;
    const both = new AppError(failure.code, message, { cause: thrown, checkpoint: failure.checkpoint });
    // A bug in `onGivenUp` is there the next time too. A queue that somebody deleted is not: the event comes back as an
    // attempt after the last, and is given up again.
    if (reason.code !== 'EVENT_UNROUTABLE') return dead(both);
    return { kind: 'retry', delayMs: options.retryDelaysMs.at(-1) ?? 1_000, failure: both };
  }
}

function envelopesFrom(
  drafts: readonly EventDraft[],
  cause: WireEnvelope,
  { service }: RunnerOptions,
): Envelope[] {
  // A service without telemetry hands on the context that it was given.
  const traceparent = traceHeaders().traceparent ?? cause.traceparent;
  return envelopesOf(drafts, cause, { source: service, traceparent });
}

function dead(failure: AppError): Outcome {
  return { kind: 'dead', failure };
}
