export type PlaceKind = 'uploads' | 'streams';

/** One of the limited number of things that a subject may do at a time. */
export interface Place {
  readonly kind: PlaceKind;
  readonly subject: string;
  /** From 1 to the limit. */
  readonly number: number;
  /** Of this time alone: whoever has the same number before or after holds another place. */
  readonly holder: string;
}

/** Places that all gateways of a database share. Each is held for a while, and longer when it is renewed. */
export abstract class Places {
  /**
   * Never gives a place that somebody holds, however many ask at once; undefined when all are held.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract take(kind: PlaceKind, subject: string, limit: number): Promise<Place | undefined>;

  /** All that this gateway holds, in one statement. One that another has taken meanwhile stays theirs. @throws as `take` */
  abstract renew(places: readonly Place[]): Promise<void>;

  /** @throws as `take` */
  abstract free(place: Place): Promise<void>;
}
