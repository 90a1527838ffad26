import { jobOutcome } from '@meeting-intelligence/contracts';
import type { Observation } from '../observation.js';
import { STALE_MS } from '../system/environment.js';
import type { Invariant } from './invariant.js';

const terminal: readonly string[] = jobOutcome.options;

/** The job of an object is in its key: `recordings/JOB`, `fetched/JOB/1`, `uploads/JOB/1`, `cancelled/analysis/JOB/1`. */
const OWNED =
  /^(?:recordings|fetched|resubmitted|events|uploads|submissions|analyses|suspects|cancelled\/(?:transcription|analysis))\/(?<job>[0-9a-f-]{36})(?:\/|$)/;

const CLAIM = /^events\/[0-9a-f-]{36}\/(?<event>[0-9a-f-]{36})\.json$/;

export const noOrphans = {
  id: 'I6',
  claim:
    'every stored object belongs to an accepted job and to something that happened to it, and nothing half written is left for long',
  breaches({
    files,
    jobs,
    events,
    waitingEvents,
    before,
    deadLetters,
    at,
  }: Pick<
    Observation,
    'files' | 'jobs' | 'events' | 'waitingEvents' | 'before' | 'deadLetters' | 'at'
  >): string[] {
    const status = new Map(jobs.map((job) => [job.id, job.status]));
    const recordings = new Set(jobs.map(({ recordingKey }) => recordingKey));
    const happened = new Map(events.map(({ eventId, jobId }) => [eventId, jobId]));
    const waiting = new Set(waitingEvents.map(({ eventId }) => eventId));
    const poisoned = new Set(
      deadLetters.flatMap(({ code, jobId }) => (code === 'POISON_MESSAGE' ? [jobId] : [])),
    );
    return files.flatMap(({ key, bytes, modifiedAt }) => {
      if (key.startsWith('.partial/')) {
        const ageMs = Math.round(at - modifiedAt);
        return ageMs > STALE_MS ? [`${key} (${bytes} bytes) is half written since ${ageMs} ms`] : [];
      }
      const job = OWNED.exec(key)?.groups?.job;
      if (job === undefined) return [`${key} is no object of a job`];
      if (!status.has(job)) return [`${key} belongs to job ${job}, which the ledger does not know`];
      if (/^(?:fetched|resubmitted)\//.test(key)) {
        const isRight = recordings.has(key) || !terminal.includes(status.get(job)!);
        return isRight ? [] : [`${key} is not the recording of job ${job}, which has ended`];
      }
      if (key.startsWith('suspects/')) {
        // Poison stays marked, as it may be delivered again before its dead letter is safe.
        const isRight = before.has(job) || status.get(job) !== 'completed' || poisoned.has(job);
        return isRight ? [] : [`${key} is still there, and job ${job} is completed`];
      }
      if (!key.startsWith('events/')) return [];
      const event = CLAIM.exec(key)?.groups?.event ?? '';
      const isKnown = happened.get(event) === job || waiting.has(event);
      return isKnown ? [] : [`${key} is of an event that never happened to job ${job}`];
    });
  },
} satisfies Invariant;
