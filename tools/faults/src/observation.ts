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
import type { CmsRequest } from './system/recording-cms.js';
import { storedFiles, type StoredFile } from './system/storage.js';
import type { SystemUnderTest } from './system/system-under-test.js';

/** What a scenario may leave behind, beyond jobs that are completed. */
export interface Expectations {
  /** How its jobs may end; default: completed. */
  readonly endings?: readonly string[];
  /** The only job that may fail, whatever the others have to do. */
  readonly failing?: string;
  /** Whether meetings may lack what the language provider makes. */
  readonly degraded?: boolean;
  /** Dead letters that are to be there, by their queue; default: none. */
  readonly deadLetters?: readonly ExpectedDeadLetter[];
  /** Submissions the provider was made to spoil, so that a second one is no fault of ours. */
  readonly spoiltSubmissions?: number;
  /** Whether webhooks may have been given up. */
  readonly exhaustedWebhooks?: boolean;
}

export interface ExpectedDeadLetter {
  readonly queue: string;
  readonly reason: string;
  /** Default: any job. */
  readonly jobId?: string;
}

/** Everything there is to see from outside once the system is quiet: what the invariants look at. */
export interface Observation {
  /** Unix time in ms. */
  readonly at: number;
  /** Jobs that clients were given a 202 for. */
  readonly accepted: readonly string[];
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
  /** What the provider would charge for, since the system was started. */
  readonly bill: ProviderBill;
  /** Submissions the provider was made to spoil, since the system was started. */
  readonly spoiltSubmissions: number;
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
  readonly spoiltSubmissions: number;
  readonly untold: ReadonlySet<string>;
  readonly expectations: Expectations;
}

export async function observe(
  system: SystemUnderTest,
  { accepted, spoiltSubmissions, untold, expectations }: Expected,
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
    at: Date.now(),
    accepted,
    jobs,
    events,
    verdicts,
    meetings,
    deliveries,
    waitingEvents,
    queues,
    deadLetters: await broker.deadLetters(),
    webhooks: system.cms.requests,
    files,
    bill,
    spoiltSubmissions,
    logLines,
    hidden: system.hidden,
    untold,
    expected: expectations,
  };
}
