import type { RecordedEvent } from './recorded-event.js';

export interface FeedEvent extends RecordedEvent {
  /** Where it stands among the events of all jobs. */
  readonly position: number;
}

/**
 * The events of all jobs in one order, for those who follow every job of an owner. A number that is taken when an event is
 * recorded cannot be it: of two transactions at the same time the one that took the lower may commit last, and a reader
 * that is past the higher one by then never sees it. So positions are given to what is committed, by one at a time: what
 * becomes visible later has a higher position, always. No transaction elsewhere can hold that up. Positions of one owner
 * have gaps; behind one nothing appears any more.
 */
export abstract class EventFeed {
  /**
   * Gives positions to all that was committed before and has none yet, and wakes who waits for it.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract numberAll(): Promise<void>;

  /** The highest one that was ever given. @throws AppError DATABASE_UNAVAILABLE */
  abstract lastPosition(): Promise<number>;

  /** Those behind `position`, in order, at most `limit`. @throws AppError DATABASE_UNAVAILABLE */
  abstract after(owner: string, position: number, limit: number): Promise<readonly FeedEvent[]>;
}
