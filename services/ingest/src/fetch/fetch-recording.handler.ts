import {
  jobSubmitted,
  recordingRequested,
  type Envelope,
  type Recording,
  type RecordingRequested,
} from '@meeting-intelligence/contracts';
import {
  Inbox,
  Outbox,
  defer,
  deferUntried,
  rootEvent,
  type HandlerContext,
  type HandlerResult,
  type Transaction,
} from '@meeting-intelligence/messaging';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { progressAfter } from '../job-progress.js';
import type { Job } from '../job.js';
import { JobLedger } from '../job-ledger.js';
import { stepOf } from '../job-step.js';
import { ledgerEntryOf } from '../ledger-entry.js';
import { FetchTurns } from './fetch-turns.js';
import { FetchedRecordings } from './fetched-recordings.js';
import { unfinishedFetchIn } from './unfinished-fetch.js';

/** Until it is looked again whether it is the turn of an event. */
const busyMs = 3_000;
/** Between two parts of a recording others have their turn. */
const betweenPartsMs = 1_000;

/** Gets the recording of a job that came with its URL; from then on the job is one like all others. */
@Controller()
export class FetchRecordingHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly ledger: JobLedger,
    private readonly recordings: FetchedRecordings,
    private readonly turns: FetchTurns,
  ) {}

  @EventPattern<string>(recordingRequested.type)
  async handle(@Payload() event: RecordingRequested, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    if (!(await this.isAwaited(event))) return this.dismiss(context);
    const result = await this.turns.take(event, () => this.fetch(event, context));
    return result ?? deferUntried(busyMs, context.checkpoint);
  }

  private async fetch(event: RecordingRequested, context: HandlerContext): Promise<HandlerResult> {
    // Whoever had the turn before may have got it.
    if (!(await this.isAwaited(event))) return this.dismiss(context);
    try {
      const { recordingUrl } = event.data;
      const begun = unfinishedFetchIn(context.checkpoint);
      const fetched = await this.recordings.fetch(event.subject, recordingUrl, context.signal, begun);
      return 'unfinished' in fetched
        ? defer(betweenPartsMs, fetched.unfinished)
        : await this.keep(event, fetched.recording);
    } catch (error) {
      // A lease may have ended before its time, and another delivery have got it; or nobody waits any more.
      if (!(await this.isAwaited(event))) return this.dismiss(context);
      throw error;
    }
  }

  private async keep(event: RecordingRequested, recording: Recording): Promise<HandlerResult> {
    const nothing = await this.inbox.once(event, async (transaction) => {
      const job = await this.ledger.lock(transaction, event.subject);
      if (job && isAwaited(event, job)) await this.submit(transaction, job, event, recording);
      return [];
    });
    // Another delivery of the event may have been first; a job that ended meanwhile has no use for it.
    if ((await this.ledger.find(event.subject))?.recording?.key !== recording.key)
      await this.recordings.discard([recording]);
    return nothing;
  }

  /** Nobody waits for the rest: what is here goes at once, as a job may have been erased. */
  private async dismiss({ checkpoint }: HandlerContext): Promise<HandlerResult> {
    await this.recordings.discard(unfinishedFetchIn(checkpoint)?.parts ?? []);
    return [];
  }

  private async isAwaited(event: RecordingRequested): Promise<boolean> {
    return isAwaited(event, await this.ledger.find(event.subject));
  }

  /** To the outbox from here, not through the runner: the history names the event under its id. */
  private async submit(
    transaction: Transaction,
    job: Job,
    event: RecordingRequested,
    recording: Recording,
  ): Promise<void> {
    const submitted = submissionOf(event, recording);
    const isReplay = event.generation > job.progress.generation;
    const told = isReplay ? [event, submitted] : [submitted];
    await this.ledger.addRecording(transaction, job.id, recording);
    await this.ledger.advance(
      transaction,
      job,
      told.reduce(progressAfter, job.progress),
      told.map(ledgerEntryOf),
    );
    await this.outbox.add(transaction, [submitted]);
  }
}

/** Whether the generation that the event is of waits for its recording; one that is replayed begins with it. */
function isAwaited(event: RecordingRequested, job: Job | undefined): boolean {
  if (!job) return false;
  const { generation, facts } = progressAfter(job.progress, event);
  return generation === event.generation && stepOf(facts) === 'requested';
}

/** Its id follows from the job, as that of a job that came with its recording. */
function submissionOf(event: RecordingRequested, recording: Recording): Envelope {
  const { subject, owner, generation, data } = event;
  const { traceparent } = traceHeaders();
  const { meeting, webhook } = data;
  const draft = jobSubmitted({ recording, meeting, webhook });
  return {
    ...rootEvent(draft, { source: 'ingest', subject, owner, generation, traceparent }),
    causationid: event.id,
  };
}
