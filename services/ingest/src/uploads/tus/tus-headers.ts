/** What the headers of tus 1.0 say. */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';

export const tusVersion = '1.0.0';
export const tusExtensions = [
  'creation',
  'creation-with-upload',
  'creation-defer-length',
  'expiration',
  'termination',
  'checksum',
];
export const checksumAlgorithms = ['sha1', 'sha256', 'sha512'];

const mostMetadata = 4_096;

/** @throws AppError TUS_VERSION_UNSUPPORTED */
export function assertVersion(headers: IncomingHttpHeaders): void {
  const version = headers['tus-resumable'];
  if (version === tusVersion) return;
  throw new AppError(
    'TUS_VERSION_UNSUPPORTED',
    `expected Tus-Resumable: ${tusVersion}, got ${version === undefined ? 'none' : 'another one'}`,
  );
}

/**
 * Of `Upload-Length` and `Upload-Defer-Length` exactly one; null: to be told later.
 *
 * @throws AppError INVALID_REQUEST, RECORDING_TOO_LARGE
 */
export function lengthOf(headers: IncomingHttpHeaders, mostBytes: number): number | null {
  const [given, deferred] = [headers['upload-length'], headers['upload-defer-length']];
  if ((given === undefined) === (deferred === undefined))
    throw badHeader('expected either Upload-Length or Upload-Defer-Length');
  if (given !== undefined) return declaredLength(headers, mostBytes)!;
  if (deferred !== '1') throw badHeader('expected Upload-Defer-Length: 1');
  return null;
}

/** @throws AppError INVALID_REQUEST, RECORDING_TOO_LARGE */
export function declaredLength(headers: IncomingHttpHeaders, mostBytes: number): number | undefined {
  const length = wholeNumber(headers, 'upload-length');
  if (length === undefined || length <= mostBytes) return length;
  throw new AppError('RECORDING_TOO_LARGE', `expected an Upload-Length of at most ${mostBytes} bytes`);
}

/** @throws AppError INVALID_REQUEST */
export function offsetOf(headers: IncomingHttpHeaders): number {
  const offset = wholeNumber(headers, 'upload-offset');
  if (offset === undefined) throw badHeader('expected Upload-Offset');
  return offset;
}

export interface Checksum {
  readonly algorithm: string;
  readonly digest: Buffer;
}

/** @throws AppError INVALID_REQUEST */
export function checksumOf(headers: IncomingHttpHeaders): Checksum | undefined {
  const given = headers['upload-checksum'];
  if (given === undefined) return undefined;
  const [algorithm = '', digest = '', ...more] = String(given).split(' ');
  if (!checksumAlgorithms.includes(algorithm) || digest === '' || more.length > 0 || !isBase64(digest))
    throw badHeader(`expected Upload-Checksum: one of ${checksumAlgorithms.join(', ')}, a space, base64`);
  return { algorithm, digest: Buffer.from(digest, 'base64') };
}

/** @throws AppError INVALID_REQUEST */
export function metadataOf(headers: IncomingHttpHeaders): string {
  const given = headers['upload-metadata'];
  if (given === undefined || given === '') return '';
  const text = String(given);
  const pairs = pairsIn(text);
  const isFine =
    text.length <= mostMetadata &&
    pairs.every(
      ([name, value = '', ...more]) => /^[\x21-\x7e]+$/.test(name!) && isBase64(value) && !more.length,
    ) &&
    new Set(pairs.map(([name]) => name)).size === pairs.length;
  if (isFine) return text;
  throw badHeader(
    `expected Upload-Metadata of at most ${mostMetadata} characters: names, each once and with its value in base64, between commas`,
  );
}

export function filenameIn(metadata: string): string | undefined {
  const value = pairsIn(metadata).find(([name]) => name === 'filename' || name === 'name')?.[1];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
}

export function badHeader(detail: string, status = 400): RejectedRequest {
  return new RejectedRequest('INVALID_REQUEST', detail, { status });
}

function pairsIn(metadata: string): string[][] {
  return metadata.split(',').map((pair) => pair.trim().split(' '));
}

/** Numbers beyond 2^53 stay beyond every limit. */
function wholeNumber(headers: IncomingHttpHeaders, name: string): number | undefined {
  const given = headers[name];
  if (given === undefined) return undefined;
  if (/^\d{1,300}$/.test(String(given))) return Number(given);
  throw badHeader(`expected ${name} to be a whole number`);
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}
