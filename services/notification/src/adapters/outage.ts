import { AppError } from '@meeting-intelligence/errors';

const outageCode = /^(08|53|57P|57014$|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const outageMessage =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/;

/** SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown or start), 57014 (timeout), or a socket that failed. */
export function isOutage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' && outageCode.test(code)) || outageMessage.test(error.message);
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
