import { randomUUID } from 'node:crypto';
import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { Places, type Place, type PlaceKind } from '../places.js';

interface Attempt {
  /** The one that was free; null when none was. */
  readonly tried: number | null;
  /** Null when somebody else was faster. */
  readonly taken: number | null;
}

/** In the table `ingest.request_places`. By the clock of the database alone. */
export class PostgresPlaces extends Places {
  constructor(
    private readonly dataSource: Pick<DataSource, 'query'>,
    private readonly holdMs = 30_000,
  ) {
    super();
  }

  async take(kind: PlaceKind, subject: string, limit: number): Promise<Place | undefined> {
    const holder = randomUUID();
    for (;;) {
      const { tried, taken } = await this.attempt(kind, subject, limit, holder);
      if (taken !== null) return { kind, subject, number: taken, holder };
      // Otherwise another one got it: each time somebody does, so that it ends.
      if (tried === null) return undefined;
    }
  }

  async renew(places: readonly Place[]): Promise<void> {
    await tellingOutages(() =>
      this.dataSource.query(
        `insert into ingest.request_places as mine (subject, kind, number, holder, held_until)
         select held.*, now() + $5 * interval '1 ms'
         from unnest($1::text[], $2::text[], $3::integer[], $4::uuid[]) as held order by 1, 2, 3
         on conflict (subject, kind, number) do update set held_until = excluded.held_until
         where mine.holder = excluded.holder`,
        [
          places.map(({ subject }) => subject),
          places.map(({ kind }) => kind),
          places.map(({ number }) => number),
          places.map(({ holder }) => holder),
          this.holdMs,
        ],
      ),
    );
  }

  async free({ kind, subject, number, holder }: Place): Promise<void> {
    await tellingOutages(() =>
      this.dataSource.query(
        'delete from ingest.request_places where subject = $1 and kind = $2 and number = $3 and holder = $4',
        [subject, kind, number, holder],
      ),
    );
  }

  private async attempt(kind: PlaceKind, subject: string, limit: number, holder: string): Promise<Attempt> {
    const [attempt] = await tellingOutages<[Attempt]>(() =>
      this.dataSource.query(
        `with free as (
           select candidate.number from generate_series(1, $3::integer) as candidate (number)
           where not exists (
             select from ingest.request_places held
             where held.subject = $1 and held.kind = $2 and held.number = candidate.number and held.held_until > now())
           order by random() limit 1
         ), taken as (
           insert into ingest.request_places as place (subject, kind, number, holder, held_until)
           select $1, $2, number, $4::uuid, now() + $5 * interval '1 ms' from free
           on conflict (subject, kind, number) do update
             set holder = excluded.holder, held_until = excluded.held_until
             where place.held_until <= now()
           returning number
         )
         select (select number from free) as tried, (select number from taken) as taken`,
        [subject, kind, limit, holder, this.holdMs],
      ),
    );
    return attempt;
  }
}
