import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { tooLarge, watchPace } from '../limits/pace.js';
import type { UploadLimits } from '../limits/upload-limits.js';
import { watchDroppedParts } from './dropped-parts.js';

export interface TextPart {
  readonly name: string;
  readonly value: string;
  /** It was longer than `maxFieldBytes`; the rest is gone. */
  readonly isTruncated: boolean;
}

export interface FilePart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly content: Readable;
}

export interface PartReader {
  text(part: TextPart): void;
  /** Has to consume the content, to its end or to an error; a rejection ends the reading of the request. */
  file(part: FilePart): Promise<void>;
}

/**
 * Reads a multipart/form-data body from the socket, part by part in the order they come. Resolves when the whole body
 * was read and every file was dealt with. When it rejects, the files were dealt with too (their content ended in an
 * error), and what is left of the body was not read.
 *
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST, RECORDING_TOO_LARGE, UPLOAD_INCOMPLETE; or what `file` threw
 */
export async function readMultipart(
  request: IncomingMessage,
  limits: UploadLimits,
  reader: PartReader,
): Promise<void> {
  // It went away before anybody listened.
  if (request.destroyed) throw incomplete(new Error('the client went away'));
  const parser = openParser(request, limits);
  const files = new Map<Readable, Promise<void>>();
  const ended = Promise.withResolvers<void>();
  const fail = (fault: unknown) => ended.reject(fault);

  parser.on(
    'field',
    (name: string | undefined, value: string, _nameTruncated: boolean, isTruncated: boolean) =>
      reader.text({ name: name ?? '', value, isTruncated }),
  );
  parser.on(
    'file',
    // Stream events run in the context of the socket; this brings back the one of the request.
    AsyncResource.bind((name: string | undefined, content: Readable, filename: string | undefined) => {
      content.once('limit', () => fail(tooLarge(limits)));
      content.on('error', () => {});
      const dealtWith = reader.file({ name: name ?? '', content, filename });
      files.set(content, dealtWith);
      dealtWith.catch(fail);
    }),
  );
  watchDroppedParts(parser, () => fail(nameless()));
  parser.once('partsLimit', () =>
    fail(new RejectedRequest('INVALID_REQUEST', `expected at most ${limits.maxParts} parts`)),
  );
  parser.on('error', (error: unknown) => fail(malformed(error)));
  parser.once('finish', () => void Promise.all(files.values()).then(() => ended.resolve(), fail));
  // Also what Node reports when the client goes away.
  request.once('error', (error) => fail(incomplete(error)));
  const endWatch = watchPace(request, limits, fail);

  try {
    request.pipe(parser);
    await ended.promise;
  } catch (fault) {
    request.unpipe(parser);
    for (const content of files.keys()) content.destroy(toAppError(fault));
    await Promise.allSettled(files.values());
    throw fault;
  } finally {
    endWatch();
  }
}

function openParser({ headers }: IncomingMessage, limits: UploadLimits): BusboyInstance {
  const contentType = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType))
    throw new AppError(
      'UNSUPPORTED_MEDIA_TYPE',
      `expected multipart/form-data, got ${contentType.slice(0, 100) || 'no content type'}`,
    );
  const encoding = headers['content-encoding'];
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'expected a body without Content-Encoding');
  if (Number(headers['content-length']) > limits.maxFileBytes + limits.maxFormBytes) throw tooLarge(limits);
  // Of at most 70 characters (RFC 2046 §5.1.1); the parser itself would fail at 256.
  if (!/;\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70}(?=[\s;]|$))/i.test(contentType))
    throw malformed(new Error('the content type names no boundary'));
  return new Busboy({
    headers: { ...headers, 'content-type': contentType },
    limits: {
      parts: limits.maxParts,
      fieldSize: limits.maxFieldBytes,
      fileSize: limits.maxFileBytes,
      headerPairs: 20,
      headerSize: 16_384,
    },
  });
}

function malformed(cause: unknown): AppError {
  const { message } = toAppError(cause);
  if (/unexpected end/i.test(message)) return incomplete(cause);
  return new RejectedRequest('INVALID_REQUEST', `the body is not valid multipart/form-data: ${message}`, {
    status: 400,
    cause,
  });
}

function nameless(): RejectedRequest {
  const detail = 'expected every part to have a Content-Disposition: form-data; name="…" of one line';
  return new RejectedRequest('INVALID_REQUEST', detail, { status: 400 });
}

function incomplete(cause: unknown): AppError {
  return new AppError('UPLOAD_INCOMPLETE', 'the request ended before its last part was complete', { cause });
}
