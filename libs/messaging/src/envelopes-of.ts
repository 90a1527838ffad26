import { eventDefinition, type Envelope, type EventDraft } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { describeIssues } from './describe-issues.js';
import { causedEvent, type Origin } from './new-event.js';

/**
 * What the handling of `cause` publishes. The ordinal that goes into an id counts per type, so that a handler which
 * starts to return one more kind of event does not rename the others.
 *
 * @throws AppError EVENT_UNKNOWN, EVENT_INVALID: a handler that breaks the contract is told, not its consumers
 */
export function envelopesOf(
  drafts: readonly EventDraft[],
  cause: Omit<Envelope, 'data'>,
  origin: Pick<Origin, 'source' | 'traceparent'>,
): Envelope[] {
  const ordinals = new Map<string, number>();
  return drafts.map((draft) => {
    const ordinal = ordinals.get(draft.type) ?? 0;
    ordinals.set(draft.type, ordinal + 1);
    return causedEvent({ ...draft, data: validData(draft) }, cause, ordinal, origin);
  });
}

function validData({ type, data }: EventDraft): unknown {
  const definition = eventDefinition(type);
  if (!definition)
    throw new AppError(
      'EVENT_UNKNOWN',
      `a handler returned ${type}, which contracts/pipeline.ts does not list`,
    );
  const result = definition.schema.safeParse(data);
  if (result.success) return result.data;
  throw new AppError(
    'EVENT_INVALID',
    `a handler returned a ${type} that does not fit its schema: ${describeIssues(result.error)}`,
  );
}
