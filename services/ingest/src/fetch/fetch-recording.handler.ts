import {
  jobSubmitted,
  recordingRequested,
  type Envelope,
  type Recording,
  type RecordingRequested,
} from '@meeting-intelligence/contracts';
import { toAppError } from '@meeting-intelligence/errors';
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
import { FetchTurns, type OthersWait } from './fetch-turns.js';
import { FetchedRecordings } from './fetched-recordings.js';
import { leaving } from './leaving.js';
import { begunFetchIn, filesOf, type BegunFetch, type FinishedFetch } from './unfinished-fetch.js';

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
    const { checkpoint } = context;
    if (!(await this.isAwaited(event))) return this.dismiss(event, checkpoint);
    const result = await this.turns.take(event, (othersWait) => this.fetch(event, context, othersWait));
    return result ?? deferUntried(busyMs, checkpoint);
  }

  private async fetch(
    event: RecordingRequested,
    { checkpoint, signal }: HandlerContext,
    othersWait: OthersWait,
  ): Promise<HandlerResult> {
    // Whoever had the turn before may have got it.
    if (!(await this.isAwaited(event))) return this.dismiss(event, checkpoint);
    try {
      const turn = { jobId: event.subject, url: event.data.recordingUrl, signal, othersWait };
      const fetched = await this.recordings.fetch(turn, begunFetchIn(checkpoint));
      return 'recording' in fetched
        ? await this.keep(event, fetched)
        : defer(betweenPartsMs, fetched.unfinished);
    } catch (error) {
      const { checkpoint: left = checkpoint } = toAppError(error);
      // A lease may have ended before its time, and another delivery have got it; or nobody waits any more.
      const isAwaited = await this.isAwaited(event).catch((outage: unknown) => {
        throw leaving(outage, left);
      });
      if (!isAwaited) return this.dismiss(event, left);
      throw error;
    }
  }

  private async keep(event: RecordingRequested, finished: FinishedFetch): Promise<HandlerResult> {
    const { recording } = finished;
    try {
      const nothing = await this.inbox.once(event, async (transaction) => {
        const job = await this.ledger.lock(transaction, event.subject);
        if (job && isAwaited(event, job)) await this.submit(transaction, job, event, recording);
        return [];
      });
      await this.discardUnowned(event, finished);
      return nothing;
    } catch (error) {
      // The URL may have been good for one request: it is not asked again.
      throw leaving(error, finished);
    }
  }

  /** Nobody waits for the rest: what is here goes at once, as a job may have been erased. */
  private async dismiss(event: RecordingRequested, checkpoint: unknown): Promise<HandlerResult> {
    await this.discardUnowned(event, begunFetchIn(checkpoint));
    return [];
  }

  /** Another delivery of the event may have been first; a job that ended meanwhile has no use for a recording. */
  private async discardUnowned(event: RecordingRequested, begun: BegunFetch | undefined): Promise<void> {
    const owned = (await this.ledger.find(event.subject))?.recording?.key;
    await this.recordings.discard(filesOf(begun).filter(({ key }) => key !== owned));
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
