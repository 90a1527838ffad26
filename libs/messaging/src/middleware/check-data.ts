import { eventDefinition, type Envelope, type WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { redeemClaim, type ClaimStore } from '../claim-check.js';
import { describeIssues } from '../describe-issues.js';

/**
 * The event with its data: fetched where it travelled by claim check, and parsed by its schema (fields this build
 * does not know are dropped). Undefined where its data travelled by claim check and its job was erased.
 *
 * @throws AppError EVENT_UNKNOWN, EVENT_INVALID, or what the claim store throws
 */
export async function checkData(
  event: WireEnvelope,
  claimStore: ClaimStore | undefined,
): Promise<Envelope | undefined> {
  const definition = eventDefinition(event.type);
  if (!definition)
    throw new AppError('EVENT_UNKNOWN', `expected an event of contracts/pipeline.ts, got ${event.type}`);
  const { data: inline, dataref, ...attributes } = event;
  const found = dataref === undefined ? { data: inline } : await redeemClaim(dataref, event, claimStore);
  if (!found) return undefined;
  const result = definition.schema.safeParse(found.data);
  if (!result.success)
    throw new AppError(
      'EVENT_INVALID',
      `the data of ${event.type} does not fit its schema: ${describeIssues(result.error)}`,
    );
  return { ...attributes, data: result.data };
}
