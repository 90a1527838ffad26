import type { ServerResponse } from 'node:http';
import { metrics } from '@meeting-intelligence/metrics';
import type { Logger } from '@meeting-intelligence/telemetry';
import { initialiseRefusals, tooMany } from '../http/too-many.js';
import { Rounds } from '../rounds.js';
import type { Place, PlaceKind, Places } from './places.js';

const codes = { uploads: 'TOO_MANY_UPLOADS', streams: 'TOO_MANY_STREAMS' } as const;

/** When one of them may have ended. */
const retryAfterSeconds = 5;

export interface HeldPlacesOptions {
  /** 0: any number. */
  readonly limits: Readonly<Record<PlaceKind, number>>;
  readonly logger: Logger;
  /** Shorter than a place is held, by a good deal. */
  readonly renewEveryMs?: number;
}

/**
 * What is under way in this gateway: a place is held from the beginning of a request to the end of its answer. Those of a
 * gateway that was killed are free half a minute later.
 */
export class HeldPlaces extends Rounds {
  private readonly held = new Set<Place>();
  private readonly underWay = { uploads: 0, streams: 0 } satisfies Record<PlaceKind, number>;
  private readonly ends: (() => void)[] = [];
  private renewing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly places: Places,
    private readonly own: HeldPlacesOptions,
  ) {
    super({ name: 'places', intervalMs: own.renewEveryMs ?? 10_000, logger: own.logger });
  }

  override onApplicationBootstrap(): void {
    initialiseRefusals();
    this.ends.push(
      metrics.uploadsInProgress.from(() => this.underWay.uploads),
      metrics.eventStreamsOpen.from(() => this.underWay.streams),
    );
    super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.ends) end();
    await super.beforeApplicationShutdown();
  }

  /** @throws RejectedRequest TOO_MANY_UPLOADS, TOO_MANY_STREAMS; AppError DATABASE_UNAVAILABLE */
  async holdUntilEnd(kind: PlaceKind, subject: string, response: ServerResponse): Promise<void> {
    const limit = this.own.limits[kind];
    this.count(kind, response);
    if (limit === 0) return;
    const place = await this.places.take(kind, subject, limit);
    if (!place)
      throw tooMany(
        codes[kind],
        `expected at most ${limit} ${kind} of an API key at a time`,
        retryAfterSeconds,
      );
    this.held.add(place);
    if (response.closed) this.free(place);
    else response.once('close', () => this.free(place));
  }

  async round(): Promise<void> {
    if (this.held.size === 0) return;
    const renewed = this.places.renew([...this.held]);
    this.renewing = renewed.catch(() => undefined);
    await renewed;
  }

  private count(kind: PlaceKind, response: ServerResponse): void {
    if (response.closed) return;
    this.underWay[kind] += 1;
    response.once('close', () => (this.underWay[kind] -= 1));
  }

  /** After a renewal that is under way: it would enter the place again. */
  private free(place: Place): void {
    this.held.delete(place);
    this.renewing
      .then(() => this.places.free(place))
      .catch((err: unknown) => {
        this.own.logger.warn({ err }, 'a place could not be freed; it is free when its time is up');
      });
  }
}
