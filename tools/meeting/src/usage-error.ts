/** The command line was wrong: the message says what was expected and what came. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
