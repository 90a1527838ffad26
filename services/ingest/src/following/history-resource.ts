import type { ProviderCalls, PublicJobHistory } from '@meeting-intelligence/contracts';
import { jobResource } from '../job-resource.js';
import type { Job } from '../job.js';
import type { HistoryEntry } from './job-history.js';

type Entry = PublicJobHistory['entries'][number];

/** A page of the history of a job as the API shows it. */
export function historyResource(
  job: Job,
  entries: readonly HistoryEntry[],
  nextCursor: string | null,
): PublicJobHistory {
  const { title, status, stage, lane, error, webhook, created_at, generation } = jobResource(job);
  return {
    job_id: job.id,
    owner: job.owner,
    ...{ title, status, stage, lane, error, webhook, created_at, generation },
    entries: entries.map(entryResource),
    next_cursor: nextCursor,
  };
}

function entryResource({ occurredAt, hop, ...entry }: HistoryEntry): Entry {
  const startedAt = hop?.startedAt ?? null;
  return {
    sequence: entry.sequence,
    type: entry.type,
    generation: entry.generation,
    at: occurredAt.toISOString(),
    event_id: entry.eventId,
    caused_by: hop?.causedBy ?? null,
    status: entry.status,
    stage: entry.stage,
    service: hop?.service ?? null,
    trace_id: hop?.traceId ?? null,
    started_at: startedAt,
    attempt: hop?.attempt ?? null,
    waited_ms: hop?.waitedMs ?? null,
    took_ms: startedAt === null ? null : Math.max(0, occurredAt.getTime() - Date.parse(startedAt)),
    deferrals: hop?.deferrals ?? 0,
    failures: [...(hop?.failures ?? [])],
    calls: (hop?.calls ?? []).map(callResource),
    summary: entry.summary,
  };
}

function callResource(calls: ProviderCalls): Entry['calls'][number] {
  const { provider, operation, outcome, count, ms } = calls;
  return {
    ...{ provider, operation, model: calls.model ?? null, outcome },
    status_code: calls.statusCode ?? null,
    ...{ count, ms },
    input_tokens: calls.inputTokens ?? null,
    output_tokens: calls.outputTokens ?? null,
    paid: calls.isPaid ?? false,
  };
}
