/** SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown, starting up), or a socket that failed. */
const outageCodes = /^(08|53|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
/** What `pg` throws without a code. */
const outageMessages =
  /^Connection terminated|timeout exceeded when trying to connect|^Query read timeout|Client has encountered a connection error/;

/** Whether the database is away, in contrast to a statement that is wrong. */
export function isDatabaseOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseOutage);
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' && outageCodes.test(code)) || outageMessages.test(error.message);
}
