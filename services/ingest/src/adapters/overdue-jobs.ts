/** What the watchdog asks of the ledger (watch-deadlines.ts). */
import { tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import { In, type DataSource } from 'typeorm';
import { stepsAfter, type Step } from '../job-step.js';
import type { Job } from '../job.js';
import { jobOf } from './job-of-row.js';
import { JobRow } from './tables.js';

export interface OverdueOptions {
  readonly deadlineMs: number;
  readonly onlyOvertaken: boolean;
  readonly limit: number;
}

/** As of `JobLedger`. */
export async function overdueSteps(dataSource: DataSource, deadlineMs: number): Promise<readonly Step[]> {
  const rows: { step: Step }[] = await tellingOutages(() =>
    dataSource.query(`select distinct step from ingest.jobs job where ${isOverdue}`, [deadlineMs]),
  );
  return rows.map(({ step }) => step);
}

/** As of `JobLedger`. */
export async function lockOverdue(
  transaction: Transaction,
  step: Step,
  { deadlineMs, onlyOvertaken, limit }: OverdueOptions,
): Promise<readonly Job[]> {
  const found: { id: string }[] = await transaction.query(
    `select id from ingest.jobs job
     where ${isOverdue} and step = $2 and not ${hasEventsInOutbox}
       ${onlyOvertaken ? `and ${isOvertakenAt(step)}` : ''}
     order by updated_at limit $3
     for update skip locked`,
    [deadlineMs, step, limit, ...(onlyOvertaken ? [stepsAfter(step)] : [])],
  );
  const rows = await transaction.findBy(JobRow, { id: In(found.map(({ id }) => id)) });
  return rows.map(jobOf);
}

// By the clock of the database alone: that of a machine may jump. A job that has ended is at no step;
// one that waits for its turn has no event that could be lost.
const isQuiet = (job: string) => `${job}.updated_at < now() - $1 * interval '1 ms'`;
const isOverdue = `(job.step <> 'waiting' and ${isQuiet('job')})`;

/** Looks into the text of the envelopes: the outbox is empty or short, and this is asked of overdue jobs alone. */
const hasEventsInOutbox = `exists (
  select 1 from ingest.outbox waiting where waiting.envelope like '%"subject":"' || job.id || '"%')`;

/**
 * Whether a job that certainly reached this step later is past it since then ($4: the steps after it). Looks through all jobs once.
 * Neither of two times is proof alone: that of an event is of the clock of some machine, and the event may be recorded late.
 */
function isOvertakenAt(step: Step): string {
  // A later generation may begin anywhere: that of a job does not tell when it was accepted.
  const opened = (job: string) =>
    step === 'accepted' ? `case when ${job}.generation = 1 then ${job}.created_at end` : 'null';
  const told = (job: string) => `coalesce((${job}.facts -> '${step}' ->> 'at')::timestamptz, ${opened(job)})`;
  const recorded = (job: string) => `coalesce((${job}.reached ->> '${step}')::timestamptz, ${opened(job)})`;
  return `greatest(${told('job')}, ${recorded('job')}) < (
    select max(least(${told('other')}, coalesce(${recorded('other')}, other.updated_at))) from ingest.jobs other
    where ${isQuiet('other')} and (other.step = any($4) or other.status = 'completed')
      and ${told('other')} is not null)`;
}
