import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Envelope, WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';

/** Where large event data waits while the event travels, and suspects are written down; `ObjectStore` of libs/storage is one. */
export interface ClaimStore {
  put(key: string, source: Readable): Promise<unknown>;
  /** @throws AppError OBJECT_NOT_FOUND */
  get(key: string): Promise<Readable>;
  delete(key: string): Promise<void>;
}

/**
 * The event as it goes to the broker. Data above `limitBytes` goes to the store first, under a key that follows from
 * the event, so that publishing it again replaces the same object.
 */
export async function encodeEvent(
  event: Envelope,
  limitBytes: number,
  store: ClaimStore | undefined,
): Promise<Buffer> {
  const { data, ...attributes } = event;
  const json = JSON.stringify(data) ?? 'null';
  const size = Buffer.byteLength(json);
  if (!store || size <= limitBytes)
    return Buffer.from(`${JSON.stringify(attributes).slice(0, -1)},"data":${json}}`);
  const dataref = `events/${event.subject}/${event.id}.json`;
  await store.put(dataref, Readable.from([Buffer.from(json)]));
  return Buffer.from(JSON.stringify({ ...attributes, dataref } satisfies WireEnvelope));
}

/** @throws AppError EVENT_INVALID for a reference that is not one of ours; or what the store throws */
export async function redeemClaim(
  dataref: string,
  { subject }: WireEnvelope,
  store: ClaimStore | undefined,
): Promise<unknown> {
  // A message is not to be trusted with the name of any object in the store.
  if (!dataref.startsWith(`events/${subject}/`) || !/^[\w/-]+\.json$/.test(dataref)) {
    throw new AppError('EVENT_INVALID', `expected dataref to be events/${subject}/ID.json`);
  }
  if (!store)
    throw new AppError(
      'EVENT_INVALID',
      'the data travels by claim check, and this service has no claim store',
    );
  const bytes = await buffer(await store.get(dataref));
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError(
      'EVENT_INVALID',
      `expected JSON under ${dataref}, got ${bytes.length} bytes of something else`,
    );
  }
}
