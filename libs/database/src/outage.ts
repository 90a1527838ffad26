import { AppError } from '@meeting-intelligence/errors';

/**
 * SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown or start); 25006 (a primary that a failover made
 * read-only); 40001, 40P01 and 55P03 (another transaction was in the way); or a socket that failed. Not 57014: a
 * statement that is always slower than its timeout would be waited for for ever.
 */
const outageCodes =
  /^(08|53|57P|25006$|40001$|40P01$|55P03$|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
/** What `pg` throws without a code. */
const outageMessages =
  /^Connection terminated|timeout exceeded when trying to connect|^Query read timeout|Client has encountered a connection error/;

/** Whether the database is away, in contrast to a statement that is wrong. */
export function isOutage(error: unknown): error is Error {
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  if (!(error instanceof Error) || error instanceof AppError) return false;
  const { driverError = error } = error as { readonly driverError?: unknown }; // TypeORM wraps what pg throws
  const { code } = driverError as { readonly code?: unknown };
  return (typeof code === 'string' && outageCodes.test(code)) || outageMessages.test(error.message);
}

/** @throws AppError DATABASE_UNAVAILABLE in place of what TypeORM throws when the database is away */
export async function tellingOutages<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new AppError('DATABASE_UNAVAILABLE', `the database does not answer: ${error.message}`, {
      cause: error,
    });
  }
}
