import { randomUUID } from 'node:crypto';
import type { RecordingRequested } from '@meeting-intelligence/contracts';
import type { JobLedger } from '../job-ledger.js';
import type { FetchLeases } from './fetch-leases.js';

/** Whether a recording of another owner is to be fetched. @throws AppError DATABASE_UNAVAILABLE */
export type OthersWait = () => Promise<boolean>;

export interface TurnSettings {
  /** How many recordings one owner may have fetched by this process at once while others wait for theirs. */
  readonly ownersShare: number;
  /** After which others take over from a process that died. */
  readonly leaseMs: number;
}

/**
 * Who may fetch: of several deliveries for one job one, as a URL may be good for one request and a second one would fail
 * the job; and of one owner a share. The share is counted by each process for itself; who else waits, the ledger says.
 */
export class FetchTurns {
  private readonly inFlight = new Map<string, number>();

  constructor(
    private readonly leases: FetchLeases,
    private readonly ledger: Pick<JobLedger, 'hasOthersAt'>,
    private readonly settings: TurnSettings,
  ) {}

  /**
   * What `work` gives, or undefined where it is not the turn of the event.
   *
   * @throws AppError DATABASE_UNAVAILABLE; or what `work` threw
   */
  async take<Result>(
    { subject, owner }: Pick<RecordingRequested, 'subject' | 'owner'>,
    work: (othersWait: OthersWait) => Promise<Result>,
  ): Promise<Result | undefined> {
    const own = (this.inFlight.get(owner) ?? 0) + 1;
    this.inFlight.set(owner, own);
    try {
      const othersWait = () => this.ledger.hasOthersAt('requested', owner);
      if (own > this.settings.ownersShare && (await othersWait())) return undefined;
      return await this.leased(subject, () => work(othersWait));
    } finally {
      this.leave(owner);
    }
  }

  private async leased<Result>(jobId: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const { leaseMs } = this.settings;
    const holder = randomUUID();
    if (!(await this.leases.take(jobId, holder, leaseMs))) return undefined;
    // Without the database it ends, and another may begin: each has files of its own, and one of them counts.
    const extending = setInterval(
      () => void this.leases.extend(jobId, holder, leaseMs).catch(() => undefined),
      leaseMs / 3,
    );
    try {
      return await work();
    } finally {
      clearInterval(extending);
      await this.leases.release(jobId, holder).catch(() => undefined);
    }
  }

  private leave(owner: string): void {
    const left = this.inFlight.get(owner)! - 1;
    if (left > 0) this.inFlight.set(owner, left);
    else this.inFlight.delete(owner);
  }
}
