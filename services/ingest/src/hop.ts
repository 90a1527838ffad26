import {
  earlierFailure,
  providerCalls,
  type EarlierFailure,
  type Envelope,
  type ProviderCalls,
} from '@meeting-intelligence/contracts';
import { z } from 'zod';

/** Who told what became of a job, and what it took: the handling that published an event, as far as the event says so. */
export interface Hop {
  readonly service: string;
  /** Id of the event that was handled. */
  readonly causedBy?: string;
  readonly traceId?: string;
  readonly startedAt?: string;
  readonly attempt?: number;
  readonly waitedMs?: number;
  readonly deferrals?: number;
  readonly failures?: readonly EarlierFailure[];
  readonly calls?: readonly ProviderCalls[];
}

export function hopOf(event: Envelope): Hop {
  const hop: Hop = {
    service: event.source,
    causedBy: event.causationid,
    traceId: traceIdIn(event.traceparent),
    startedAt: event.startedat,
    attempt: event.attempt,
    waitedMs: event.waitedms,
    deferrals: event.deferrals,
    failures: listIn(event.failures, earlierFailure),
    calls: listIn(event.calls, providerCalls),
  };
  return Object.fromEntries(Object.entries(hop).filter(([, value]) => value !== undefined)) as unknown as Hop;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function traceIdIn(traceparent: string | undefined): string | undefined {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(traceparent ?? '')?.[1];
}

/** What another build wrote and this one cannot read is left out: a history goes on without it. */
function listIn<Item extends z.ZodType>(json: string | undefined, item: Item): z.output<Item>[] | undefined {
  try {
    return json === undefined ? undefined : z.array(item).parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}
