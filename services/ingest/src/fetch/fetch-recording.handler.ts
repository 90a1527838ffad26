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
import { FetchedRecordings } from './fetched-recordings.js';

/** Gets the recording of a job that came with its URL; from then on the job is one like all others. */
@Controller()
export class FetchRecordingHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly ledger: JobLedger,
    private readonly recordings: FetchedRecordings,
  ) {}

  @EventPattern<string>(recordingRequested.type)
  async handle(
    @Payload() event: RecordingRequested,
    @Ctx() { signal }: HandlerContext,
  ): Promise<HandlerResult> {
    if (!isAwaited(event, await this.ledger.find(event.subject))) return [];
    let recording: Recording;
    try {
      recording = await this.recordings.fetch(event.subject, event.data.recordingUrl, signal);
    } catch (error) {
      // Another delivery of the event may have got it, with a URL that is good for one request; or nobody waits any more.
      if (!isAwaited(event, await this.ledger.find(event.subject))) return [];
      throw error;
    }
    const nothing = await this.inbox.once(event, async (transaction) => {
      const job = await this.ledger.lock(transaction, event.subject);
      if (job && isAwaited(event, job)) await this.submit(transaction, job, event, recording);
      return [];
    });
    // Another delivery of the event may have stored the same file; a job that ended meanwhile has no use for it.
    if ((await this.ledger.find(event.subject))?.recording === null)
      await this.recordings.discard(event.subject);
    return nothing;
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
