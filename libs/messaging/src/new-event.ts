import type { Envelope, EventDraft } from '@meeting-intelligence/contracts';
import { deterministicId } from './deterministic-id.js';
import { handlingAttributes } from './handling.js';

export interface Origin {
  readonly source: string;
  readonly subject: string;
  readonly owner: string;
  readonly generation: number;
  readonly traceparent?: string;
}

/** The first event of a job: nothing caused it, so its id follows from the job alone. */
export function rootEvent(draft: EventDraft, origin: Origin, now = new Date()): Envelope {
  return envelop(draft, origin, deterministicId(origin.subject, draft.type, origin.generation), now);
}

/** The `ordinal`-th event of this type that the handling of `cause` publishes. */
export function causedEvent(
  draft: EventDraft,
  cause: Omit<Envelope, 'data'>,
  ordinal: number,
  origin: Pick<Origin, 'source' | 'traceparent'>,
  now = new Date(),
): Envelope {
  const { subject, owner } = cause;
  const generation = draft.generation ?? cause.generation;
  const event = envelop(
    draft,
    { subject, owner, generation, ...origin },
    deterministicId(cause.id, draft.type, ordinal),
    now,
  );
  return { ...event, causationid: cause.id };
}

function envelop(draft: EventDraft, origin: Origin, id: string, now: Date): Envelope {
  return {
    specversion: '1.0',
    id,
    type: draft.type,
    source: origin.source,
    subject: origin.subject,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${draft.type}.schema.json`,
    generation: origin.generation,
    owner: origin.owner,
    ...(origin.traceparent && { traceparent: origin.traceparent }),
    ...handlingAttributes(),
    data: draft.data,
  };
}
