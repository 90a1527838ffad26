import type { ApiRoute } from '../../api/define-route.js';
import { errorsOfEveryRoute, errorsOfGuardedRoutes } from '../../api/problem.js';

/** What the error codes are is known to libs/errors and libs/http; whoever generates tells it. */
export interface ProblemKind {
  readonly status: number;
  readonly meaning: string;
}
export type ProblemKinds = (code: string) => ProblemKind;

/** Is part of every answer. */
export const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

/** Every code that an operation may answer with, once. */
export function codesOf({ scope, errors }: ApiRoute): string[] {
  return [...new Set([...errors, ...(scope === null ? [] : errorsOfGuardedRoutes), ...errorsOfEveryRoute])];
}

/** Status → answer, for the codes of one operation. */
export function problemResponses(codes: readonly string[], kindOf: ProblemKinds): Record<string, unknown> {
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
        headers: { ...requestId, ...headersOf(status) },
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

function headersOf(status: number): Record<string, unknown> {
  if (status === 401) return { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } };
  if (status === 503) return { 'Retry-After': { $ref: '#/components/headers/Retry-After' } };
  return {};
}
