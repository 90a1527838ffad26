import { testDatabase, type Teardown } from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import { createInboxAndOutbox } from '../src/index.js';

/** A database with the tables of inbox and outbox in its schema "test". */
export async function outboxDatabase(teardown: Teardown) {
  const database = await testDatabase();
  teardown.add('database', () => database.close());
  const dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    schema: 'test',
  }).initialize();
  teardown.add('data source', () => dataSource.destroy());
  await dataSource.query('create schema test');
  await createInboxAndOutbox(dataSource.createQueryRunner(), 'test');
  const rows = (): Promise<unknown[]> =>
    dataSource.query('select event_id, attempts, last_error from test.outbox order by id');
  return { dataSource, rows };
}
