import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { partKey, type Upload, type UploadPart } from '../upload.js';
import { lost } from '../upload-hold.js';
import type { Uploads } from '../uploads.js';
import type { IncomingBytes } from './incoming-bytes.js';
import type { Checksum } from './tus-headers.js';

/** What a process that is killed may lose: this much, or what arrived in this time. */
export interface PartSize {
  readonly bytes: number;
  readonly ms: number;
}

export const partSize: PartSize = { bytes: 16 * 1_048_576, ms: 10_000 };

/** Objects of an upload; far more than a client makes that does not mean to. */
const mostParts = 10_000;

/**
 * Stores what arrives in objects of a limited size and counts each as soon as it is on the disk: first the object, then the
 * row. An object without a row counts for nothing and is swept; a row without an object there cannot be. Bytes that have a
 * checksum count together at the end, or not at all.
 *
 * @returns the offset after it
 * @throws AppError UPLOAD_CHECKSUM_MISMATCH, UPLOAD_LOCKED, STORAGE_FULL, STORAGE_UNAVAILABLE, DATABASE_UNAVAILABLE; or what
 * ended the bytes, when those that arrived are kept
 */
export async function takeIn(
  bytes: IncomingBytes,
  upload: Pick<Upload, 'id' | 'received'>,
  holder: string,
  { uploads, store }: { readonly uploads: Uploads; readonly store: ObjectStore },
  checksum?: Checksum,
  size: PartSize = partSize,
): Promise<number> {
  const hash = checksum && createHash(checksum.algorithm);
  const pending: UploadPart[] = [];
  let offset = upload.received;
  await assertPartsLeft(uploads, upload.id);

  const count = async (parts: readonly UploadPart[]) => {
    if (await uploads.append(upload.id, holder, parts)) return;
    await discard(store, parts);
    throw lost();
  };

  for (let first = await bytes.next(); first; first = await bytes.next()) {
    const part = { start: offset, key: partKey(upload.id, offset, randomUUID()) };
    const stored = await store.put(part.key, Readable.from(cut(first, bytes, size, hash)));
    const whole = { ...part, size: stored.sizeBytes };
    if (hash) pending.push(whole);
    else await count([whole]);
    offset += whole.size;
  }
  if (!checksum || !hash) {
    if (bytes.fault) throw bytes.fault;
    return offset;
  }
  const isRight = !bytes.fault && hash.digest().equals(checksum.digest);
  if (!isRight) {
    await discard(store, pending);
    throw bytes.fault ?? mismatch(checksum);
  }
  if (pending.length > 0) await count(pending);
  return offset;
}

async function* cut(
  first: Buffer,
  bytes: IncomingBytes,
  size: PartSize,
  hash?: { update(chunk: Buffer): unknown },
): AsyncGenerator<Buffer> {
  const endsAt = performance.now() + size.ms;
  let written = 0;
  for (let chunk: Buffer | undefined = first; chunk;) {
    hash?.update(chunk);
    written += chunk.length;
    yield chunk;
    if (written >= size.bytes || performance.now() >= endsAt) return;
    chunk = await bytes.next();
  }
}

async function assertPartsLeft(uploads: Uploads, id: string): Promise<void> {
  if ((await uploads.countParts(id)) < mostParts) return;
  throw new AppError('INVALID_REQUEST', `expected at most ${mostParts} pieces; send larger ones`);
}

/** What stays because the store is away is swept. */
async function discard(store: ObjectStore, parts: readonly UploadPart[]): Promise<void> {
  for (const { key } of parts) await store.delete(key).catch(() => undefined);
}

function mismatch({ algorithm }: Checksum): AppError {
  return new AppError(
    'UPLOAD_CHECKSUM_MISMATCH',
    `the bytes that arrived have another ${algorithm}; send them again`,
  );
}
