import { metrics, refreshBeforeScrape, Sampled } from '@meeting-intelligence/metrics';
import type { DataSource } from 'typeorm';
import { tablesIn } from './tables.js';

/** Enough to know that it is bad; counting millions would make it worse. */
const COUNT_TO = 100_000;

interface Row {
  readonly pending: number;
  readonly age: number | null;
}

/** Tells metrics what waits in the outbox, whoever relays it. Call what it returns to end it. */
export function measureOutbox(dataSource: DataSource, schema: string): () => void {
  const { outbox } = tablesIn(schema);
  const sampled = new Sampled(async () => {
    const [row] = await dataSource.query<[Row]>(
      `select (select count(*)::int from (select from ${outbox} limit ${COUNT_TO}) counted) as pending,
         (select extract(epoch from now() - min(created_at))::float from ${outbox}) as age`,
    );
    return row;
  });
  const known = (value: (row: Row) => number) => () => (sampled.current ? value(sampled.current) : []);
  const ends = [
    refreshBeforeScrape(sampled),
    metrics.outboxPending.from(known(({ pending }) => pending)),
    metrics.outboxOldestAge.from(known(({ age }) => Math.max(0, age ?? 0))),
  ];
  return () => {
    for (const end of ends) end();
  };
}
