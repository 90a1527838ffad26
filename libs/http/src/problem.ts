import { AppError, errorCodes, toAppError, type Code } from '@meeting-intelligence/errors';
import { HttpException } from '@nestjs/common';
import { RejectedRequest, type Fault } from './rejected-request.js';

/** RFC 9457 with our extensions `code`, `request_id` and `errors`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request, without its query. */
  readonly instance: string;
  readonly code: Code;
  readonly request_id: string;
  readonly errors: readonly Fault[];
}

/** The codes that a client may be told. */
const statuses: Partial<Record<Code, number>> = {
  INVALID_REQUEST: 422,
  UNSUPPORTED_MEDIA_TYPE: 415,
  NOT_ACCEPTABLE: 406,
  RECORDING_MISSING: 422,
  RECORDING_EMPTY: 422,
  RECORDING_TOO_LARGE: 413,
  RECORDING_NOT_MEDIA: 415,
  RECORDING_UNREADABLE: 422,
  RECORDING_WITHOUT_SOUND: 422,
  RECORDING_TOO_LONG: 422,
  UPLOAD_INCOMPLETE: 400,
  UPLOAD_NOT_FOUND: 404,
  UPLOAD_LOCKED: 423,
  UPLOAD_OFFSET_CONFLICT: 409,
  // Of tus: https://tus.io/protocols/resumable-upload#checksum
  UPLOAD_CHECKSUM_MISMATCH: 460,
  UPLOAD_UNFINISHED: 409,
  UPLOAD_USED: 409,
  TUS_VERSION_UNSUPPORTED: 412,
  PRESIGNING_UNSUPPORTED: 501,
  URL_BLOCKED: 422,
  UNAUTHORIZED: 401,
  INSUFFICIENT_SCOPE: 403,
  API_KEY_NOT_FOUND: 404,
  API_KEY_ENDED: 409,
  JOB_NOT_FOUND: 404,
  JOB_ENDED: 409,
  JOB_NOT_FAILED: 409,
  JOB_NOT_RETRYABLE: 409,
  JOB_NOT_ENDED: 409,
  JOB_ERASED: 410,
  MEETING_NOT_FOUND: 404,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TOO_MANY_UPLOADS: 429,
  TOO_MANY_STREAMS: 429,
  TOO_MANY_JOBS: 429,
  TOO_MANY_IDEMPOTENCY_KEYS: 429,
  IDEMPOTENCY_KEY_IN_USE: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  IDEMPOTENCY_ANSWER_LOST: 409,
  SERVICE_UNAVAILABLE: 503,
  STORAGE_FULL: 503,
  STORAGE_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
};

/** The usual HTTP status of a code; undefined for one that a client is never told. */
export function statusOfCode(code: Code): number | undefined {
  return code === 'INTERNAL' ? 500 : statuses[code];
}

/** Of a request of 256 KiB that is all unknown fields the answer would otherwise be 6 MB. */
const mostFaults = 200;
const longestDetail = 1_000;

/** What a client is told. Of faults of ours it learns no more than the code: their messages may name inner hosts. */
export function problemOf(thrown: unknown, request: { readonly id: string; readonly path: string }): Problem {
  const error = asAppError(thrown);
  const status = (error instanceof RejectedRequest ? error.status : undefined) ?? statuses[error.code];
  const code = status ? error.code : 'INTERNAL';
  const { meaning } = errorCodes[code];
  return {
    type: `urn:meeting-intelligence:error:${code}`,
    title: meaning,
    status: status ?? 500,
    detail: status && status < 500 ? cut(error.message) : meaning,
    instance: request.path,
    code,
    request_id: request.id,
    errors: error instanceof RejectedRequest ? error.faults.slice(0, mostFaults) : [],
  };
}

function cut(detail: string): string {
  return detail.length > longestDetail ? `${detail.slice(0, longestDetail)}…` : detail;
}

/** Nest and Fastify have errors of their own, which carry an HTTP status. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  if (status === 404) return new AppError('NOT_FOUND', 'there is nothing at this path', { cause: thrown });
  if (status === 415)
    return new AppError('UNSUPPORTED_MEDIA_TYPE', errorCodes.UNSUPPORTED_MEDIA_TYPE.meaning, {
      cause: thrown,
    });
  if (status !== undefined && status >= 400 && status < 500)
    return new RejectedRequest('INVALID_REQUEST', toAppError(thrown).message, { status, cause: thrown });
  return toAppError(thrown);
}

function statusOf(thrown: unknown): number | undefined {
  const status = (thrown as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}
