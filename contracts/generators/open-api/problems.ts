import { isStream, takesUploads, type ApiRoute } from '../../api/define-route.js';
import { errorsOfEveryRoute, errorsOfGuardedRoutes, errorsOfIdempotentRoutes } from '../../api/problem.js';
import { takesIdempotencyKey } from './idempotency.js';

/** What the error codes are is known to libs/errors and libs/http; whoever generates tells it. */
export interface ProblemKind {
  readonly status: number;
  readonly meaning: string;
}
export type ProblemKinds = (code: string) => ProblemKind;

/** Is part of every answer. */
export const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

/** Every code that an operation may answer with, once. */
export function codesOf(route: ApiRoute): string[] {
  const guarded =
    route.scope === null ? [] : [...errorsOfGuardedRoutes, ...errorsOfLimits(route), ...errorsOfKeys(route)];
  return [...new Set([...route.errors, ...guarded, ...errorsOfEveryRoute])];
}

/** Is part of every answer under a key. */
export const rateLimit = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
};

function errorsOfLimits(route: ApiRoute): string[] {
  return [
    ...(route.rate === 'creates' ? ['TOO_MANY_JOBS'] : []),
    ...(takesUploads(route) ? ['TOO_MANY_UPLOADS', 'STORAGE_FULL'] : []),
    ...(isStream(route) ? ['TOO_MANY_STREAMS'] : []),
  ];
}

function errorsOfKeys(route: ApiRoute): readonly string[] {
  return takesIdempotencyKey(route) ? errorsOfIdempotentRoutes : [];
}

/** Status → answer, for the codes of one operation. */
export function problemResponses(
  codes: readonly string[],
  kindOf: ProblemKinds,
  everyAnswer: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status } = kindOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, its]) => [
      status,
      {
        description: its.map((code) => `\`${code}\`: ${kindOf(code).meaning}`).join('\n\n'),
        headers: { ...(status === 401 ? requestId : everyAnswer), ...headersOf(status, its) },
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              its.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
            ),
          },
        },
      },
    ]),
  );
}

/** For what never reaches an operation: too long a URL, too large a header, bytes that are not HTTP. */
export const anyOtherProblem = {
  description: 'Any other problem',
  headers: requestId,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

export function problemExamples(codes: readonly string[], kindOf: ProblemKinds): Record<string, unknown> {
  return Object.fromEntries(
    codes.map((code) => {
      const { status, meaning } = kindOf(code);
      const value = {
        type: `urn:meeting-intelligence:error:${code}`,
        title: meaning,
        status,
        detail: meaning,
        instance: '/v1/jobs',
        code,
        request_id: '1c7e3d1a-0f5e-4a53-9a43-3c0f2a1b5c77',
        errors: [],
      };
      return [code, { summary: meaning, value }];
    }),
  );
}

function headersOf(status: number, its: readonly string[]): Record<string, unknown> {
  if (status === 401) return { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } };
  if (status === 429 || status === 503 || its.includes('IDEMPOTENCY_KEY_IN_USE'))
    return { 'Retry-After': { $ref: '#/components/headers/Retry-After' } };
  return {};
}
