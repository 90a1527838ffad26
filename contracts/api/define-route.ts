import type { z } from 'zod';
import type { Scope } from './scope.js';

/** A body in one media type. Schemas of JSON are zod's; of anything else the text says what it is. */
export interface ApiBody {
  readonly schema?: z.ZodType;
  readonly description?: string;
  readonly example?: unknown;
}

export interface ApiResponse {
  readonly description: string;
  /** Media type → body; none for an empty answer. */
  readonly content?: Readonly<Record<string, ApiBody>>;
  /** Name → what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the public HTTP API: what the gateway checks, what its description says and what clients are made from. */
export interface ApiRoute {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST';
  /** With its parameters in braces: `/v1/jobs/{id}`. */
  readonly path: string;
  /** Name of the operation in clients: `getJob`. */
  readonly operationId: string;
  /** What the description groups it under. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key has to be good for; null needs no key. */
  readonly scope: Scope | null;
  /** With this scope in place of the other it is answered whoever's thing it is about: for those who operate the service. */
  readonly operatorScope?: Scope;
  /** What of the key it is counted against: `creates` where it makes a job or begins an upload. */
  readonly rate?: 'creates' | 'reads';
  /** Of a POST that changes nothing when it is done again: no answer is kept for its `Idempotency-Key`. */
  readonly isIdempotent?: boolean;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** Media type → body. */
  readonly body?: Readonly<Record<string, ApiBody>>;
  /** Of a JSON body, where more is taken than the usual 256 KiB. */
  readonly maxBodyBytes?: number;
  /** Status → answer. Of errors only those that are no problem documents. */
  readonly responses: Readonly<Record<number, ApiResponse>>;
  /** Codes of docs/errors.md that this operation may answer with, beside those that every operation may. */
  readonly errors: readonly string[];
}

/** Media types of bodies that are recordings, or parts of one. */
export const uploadMediaTypes: readonly string[] = ['multipart/form-data', 'application/offset+octet-stream'];

export function takesUploads({ body = {} }: ApiRoute): boolean {
  return Object.keys(body).some((mediaType) => uploadMediaTypes.includes(mediaType));
}

/** Whether it answers for as long as the client listens. */
export function isStream({ responses }: ApiRoute): boolean {
  return Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content);
}

export function defineRoute<const Route extends ApiRoute>(route: Route): Route {
  return route;
}
