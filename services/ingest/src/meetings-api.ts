export interface MeetingAnswer {
  readonly body: Buffer;
  readonly contentType: string;
}

/** Meetings as the persistence service shows them. */
export abstract class MeetingsApi {
  /**
   * Undefined for a meeting that is not there.
   *
   * @throws AppError SERVICE_UNAVAILABLE
   */
  abstract find(id: string): Promise<MeetingAnswer | undefined>;
}
