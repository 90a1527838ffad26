import { AppError, errorCodes, toAppError, type Code } from '@meeting-intelligence/errors';
import { HttpException } from '@nestjs/common';

/** RFC 9457 with our extensions `code` and `request_id`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: Code;
  readonly request_id: string;
}

const statuses: Partial<Record<Code, number>> = {
  UNAUTHORIZED: 401,
  MEETING_NOT_FOUND: 404,
  NOT_FOUND: 404,
  DATABASE_UNAVAILABLE: 503,
};

/** What a client is told. Of faults of ours it learns no more than the code: their messages may name inner hosts. */
export function problemOf(thrown: unknown, request: { readonly id: string; readonly path: string }): Problem {
  const refused = refusalOf(thrown);
  const error = refused ? refused.error : toAppError(thrown);
  const status = refused?.status ?? statuses[error.code] ?? 500;
  const code = status === 500 ? 'INTERNAL' : error.code;
  const { meaning } = errorCodes[code];
  return {
    type: `urn:meeting-intelligence:error:${code}`,
    title: meaning,
    status,
    detail: status < 500 ? error.message : meaning,
    instance: request.path,
    code,
    request_id: request.id,
  };
}

/** Nest and Fastify refuse some requests themselves, with errors that carry an HTTP status. */
function refusalOf(thrown: unknown): { readonly status: number; readonly error: AppError } | undefined {
  const given =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : (thrown as { readonly statusCode?: unknown } | null)?.statusCode;
  if (typeof given !== 'number' || given < 400 || given > 499) return undefined;
  if (given === 404)
    return { status: 404, error: new AppError('NOT_FOUND', 'there is nothing at this path') };
  return { status: given, error: new AppError('INVALID_REQUEST', toAppError(thrown).message) };
}
