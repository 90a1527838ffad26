import type { components } from './description.js';

type Problem = components['schemas']['Problem'];

/** The service said no: RFC 9457. Decide by `code` (docs/errors.md), and tell whoever operates the service the `requestId`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  /** Every fault of a refused request. */
  readonly errors: Problem['errors'];
  /** What `Retry-After` asked for, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(response: Response, body: Partial<Problem>) {
    const code = body.code ?? 'UNEXPECTED_ANSWER';
    const detail =
      body.detail ?? `expected a problem document, got ${response.status} ${response.statusText}`;
    super(`${response.status} ${code}: ${detail}`);
    this.status = response.status;
    this.code = code;
    this.detail = detail;
    this.requestId = body.request_id ?? response.headers.get('x-request-id');
    this.errors = body.errors ?? [];
    this.retryAfterMs = retryAfterMsOf(response);
  }

  /** A proxy in between may answer in words of its own; those have the code UNEXPECTED_ANSWER. */
  static async of(response: Response): Promise<ApiProblem> {
    const text = await response.text();
    const isProblem = /^application\/problem\+json\b/i.test(response.headers.get('content-type') ?? '');
    return new ApiProblem(response, isProblem ? parsed(text) : {});
  }

  /** Whether the same request may succeed later. */
  get isTransient(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** There was no answer at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** `waitFor` ran out of time; the job goes on. */
export class StillRunning extends Error {
  override readonly name = 'StillRunning';
}

/** `Retry-After` in seconds, which is what the service sends. */
function retryAfterMsOf({ headers }: Response): number | null {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

function parsed(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return {};
  }
}
