import type { JobOutcome } from '@meeting-intelligence/contracts';
import type { ReceivedWebhook } from '@meeting-intelligence/testing';
import type { FollowedEvent } from './followers.js';
import type { DeadLetter, QueueDepth } from './system/broker.js';
import type {
  LedgerEvent,
  LedgerJob,
  Meeting,
  Verdict,
  WaitingEvent,
  WebhookDelivery,
} from './system/databases.js';
import type { LogLine } from './system/logs.js';
import type { ProviderBill } from './system/provider.js';
import { storedFiles, type StoredFile } from './system/storage.js';
import type { SystemUnderTest, WebhookBody } from './system/system-under-test.js';

/** What a scenario has to leave behind, where that is something else than completed jobs and whole meetings. */
export interface Expectations {
  /** How its jobs have to end; default: completed. */
  readonly ending?: JobOutcome;
  /** How single jobs have to end, whatever the others have to. */
  readonly endings?: ReadonlyMap<string, JobOutcome>;
  /** The generation its jobs have to be in; default: 1. */
  readonly generation?: number;
  /** What is missing, and in exactly how many of its meetings; default: nothing. */
  readonly degraded?: Degraded;
  /** Dead letters that have to be there; default: none. */
  readonly deadLetters?: readonly ExpectedDeadLetter[];
  /** What the providers may charge for at most; that it is enough follows from the jobs that are completed. */
  readonly chargedAtMost?: { readonly submissions?: number; readonly chats?: number };
  /** Whether its webhooks may have been given up. */
  readonly exhaustedWebhooks?: boolean;
}

/** Parts of an analysis, as the meeting names them, each of which is missing in so many meetings. */
export interface Degraded {
  readonly parts: readonly string[];
  readonly meetings: number;
}

export interface ExpectedDeadLetter {
  readonly queue: string;
  readonly reason: string;
  /** Undefined where no service of ours had a say. */
  readonly code: string | undefined;
  readonly jobId: string;
}

/** One webhook as the CMS saw it. */
export interface CmsRequest {
  readonly webhookId: string;
  readonly jobId: string;
  readonly status: string;
  /** Unix time in ms: when its last byte was there. */
  readonly receivedAt: number;
  /** The status that was answered; undefined while nothing was. */
  readonly answer: number | undefined;
}

/** Everything there is to see from outside once the system is quiet: what the invariants look at. */
export interface Observation {
  /** Unix time in ms. */
  readonly at: number;
  /** Jobs that clients were given a 202 for. */
  readonly accepted: readonly string[];
  /** The generations of the jobs that were there before the scenario: all others are its own. */
  readonly before: ReadonlyMap<string, number>;
  readonly jobs: readonly LedgerJob[];
  readonly events: readonly LedgerEvent[];
  /** Every event of ingest that told how a job ended. */
  readonly verdicts: readonly Verdict[];
  readonly meetings: readonly Meeting[];
  readonly deliveries: readonly WebhookDelivery[];
  readonly waitingEvents: readonly WaitingEvent[];
  readonly queues: readonly QueueDepth[];
  readonly deadLetters: readonly DeadLetter[];
  /** Everything the CMS received since the system was started. */
  readonly webhooks: readonly CmsRequest[];
  readonly files: readonly StoredFile[];
  /** What clients saw that followed the jobs of the scenario which they know of, from the first event on. */
  readonly followed: ReadonlyMap<string, readonly FollowedEvent[]>;
  /** What the provider would charge for, since the scenario began. */
  readonly bill: ProviderBill;
  /** What processes wrote since the last observation. */
  readonly logLines: readonly LogLine[];
  /** Text that must not be in a log, by what it is. */
  readonly hidden: ReadonlyMap<string, string>;
  /** Jobs whose webhook may have been given up. */
  readonly untold: ReadonlySet<string>;
  readonly expected: Expectations;
}

/** What the judge knows and the system does not. */
export interface Expected {
  readonly accepted: readonly string[];
  readonly before: ReadonlyMap<string, number>;
  readonly billBefore: ProviderBill;
  readonly untold: ReadonlySet<string>;
  readonly followed: Observation['followed'];
  readonly expected: Expectations;
}

export async function observe(
  system: SystemUnderTest,
  { billBefore, ...known }: Expected,
): Promise<Observation> {
  const { databases, broker, provider } = system;
  const [jobs, events, verdicts, meetings, deliveries, waitingEvents, queues, files, bill, logLines] =
    await Promise.all([
      databases.jobs(),
      databases.events(),
      databases.verdicts(),
      databases.meetings(),
      databases.deliveries(),
      databases.waitingEvents(),
      broker.depths(),
      storedFiles(system.storageFolder),
      provider.bill(),
      system.logs.newLines(),
    ]);
  return {
    ...known,
    at: Date.now(),
    jobs,
    events,
    verdicts,
    meetings,
    deliveries,
    waitingEvents,
    queues,
    deadLetters: await broker.deadLetters(),
    webhooks: system.cms.webhooks.map(cmsRequestOf),
    files,
    bill: since(billBefore, bill),
    logLines,
    hidden: system.hidden,
  };
}

/** The jobs that were not there before the scenario, those included whose 202 nobody got. */
export function ownJobs({ jobs, before }: Pick<Observation, 'jobs' | 'before'>): LedgerJob[] {
  return jobs.filter(({ id }) => !before.has(id));
}

function since(before: ProviderBill, now: ProviderBill): ProviderBill {
  return {
    submissions: now.submissions - before.submissions,
    chats: now.chats - before.chats,
    repeated: now.repeated.filter((url) => !before.repeated.includes(url)),
  };
}

function cmsRequestOf({ headers, body, receivedAt, answered }: ReceivedWebhook<WebhookBody>): CmsRequest {
  const webhookId = String(headers['webhook-id']);
  return { webhookId, jobId: body.job_id, status: body.status, receivedAt, answer: answered };
}
