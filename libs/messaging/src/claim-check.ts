import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Envelope, WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { ErasedJobs } from './erased-jobs.js';

/** Where large event data waits while the event travels, and suspects are written down; `ObjectStore` of libs/storage is one. */
export interface ClaimStore {
  put(key: string, source: Readable): Promise<unknown>;
  /** @throws AppError OBJECT_NOT_FOUND */
  get(key: string): Promise<Readable>;
  has(key: string): Promise<boolean>;
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

/**
 * Undefined where the job was erased, whose data nobody is to see any more: what was stored after that is deleted here.
 *
 * @throws AppError EVENT_INVALID for a reference that is not one of ours; or what the store throws
 */
export async function redeemClaim(
  dataref: string,
  { subject }: WireEnvelope,
  store: ClaimStore | undefined,
): Promise<{ readonly data: unknown } | undefined> {
  // A message is not to be trusted with the name of any object in the store.
  if (!dataref.startsWith(`events/${subject}/`) || !/^[\w/-]+\.json$/.test(dataref)) {
    throw new AppError('EVENT_INVALID', `expected dataref to be events/${subject}/ID.json`);
  }
  if (!store)
    throw new AppError(
      'EVENT_INVALID',
      'the data travels by claim check, and this service has no claim store',
    );
  // Read first: whoever erases the job marks it before deleting this, so what is missing for that reason is marked by now.
  const [read] = await Promise.allSettled([store.get(dataref).then(buffer)]);
  if (await new ErasedJobs(store).has(subject)) {
    await store.delete(dataref);
    return undefined;
  }
  if (read.status === 'rejected') throw read.reason;
  const bytes = read.value;
  try {
    return { data: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch {
    throw new AppError(
      'EVENT_INVALID',
      `expected JSON under ${dataref}, got ${bytes.length} bytes of something else`,
    );
  }
}
