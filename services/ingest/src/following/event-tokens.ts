export interface EventToken {
  /** Shown once; only a hash of it is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * What a browser shows in place of an API key, which it cannot (EventSource sets no headers) and should not have. Good for
 * the events of one job and nothing else, for five minutes, as often as the connection breaks.
 */
export abstract class EventTokens {
  /** @throws AppError DATABASE_UNAVAILABLE */
  abstract issue(jobId: string, owner: string): Promise<EventToken>;

  /** Whose job it is; undefined for a token that is not good for this one. @throws AppError DATABASE_UNAVAILABLE */
  abstract ownerOf(token: string, jobId: string): Promise<string | undefined>;
}
