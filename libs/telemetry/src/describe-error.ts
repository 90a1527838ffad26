export interface DescribedError {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack: string;
}

/**
 * An error as it may stand in a log. Nothing else of what it carries: TypeORM puts the parameters of a statement on its
 * errors, our own ones carry checkpoints. What is no error stays as it is.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { readonly code?: unknown };
  return {
    type: error.constructor.name,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    message: error.message,
    stack: stackOf(error),
  } satisfies DescribedError;
}

/** With the stacks of the causes: an UNEXPECTED error says nothing without what was thrown. */
export function stackOf(error: Error): string {
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [
    error.stack ?? error.message,
    ...causes.filter((cause) => cause instanceof Error).map((cause) => `caused by ${stackOf(cause)}`),
  ].join('\n');
}
