export type MeetingAnswer =
  | { readonly kind: 'found'; readonly body: Buffer; readonly contentType: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly detail: string };

/** Meetings as the persistence service shows them. */
export abstract class MeetingsApi {
  /**
   * `query` is the raw query of the request, without the question mark; what it may hold is persistence's business.
   *
   * @throws AppError SERVICE_UNAVAILABLE
   */
  abstract get(id: string, query: string): Promise<MeetingAnswer>;
}
