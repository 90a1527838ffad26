import { connect } from 'amqplib';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { autoTeardown, eventually, testBroker, testDatabase } from '@meeting-intelligence/testing';

const teardown = autoTeardown(afterEach);

test('a test gets a fresh database, which is gone after it', async () => {
  const database = await testDatabase();
  await query(database.url, 'create table notes (text text)');
  await database.close();
  await expect(query(database.url, 'select 1')).rejects.toThrow(/does not exist/);
});

test('two test databases do not see each other', async () => {
  const one = teardown.use(await testDatabase());
  const other = teardown.use(await testDatabase());
  await query(one.url, 'create table notes (text text)');
  await expect(query(other.url, 'select * from notes')).rejects.toThrow(/does not exist/);
});

test('a broker prefix is unique, and what was declared under it is deleted at the end', async () => {
  const broker = await testBroker();
  const other = teardown.use(await testBroker());
  expect(other.prefix).not.toBe(broker.prefix);

  const connection = await connect(broker.amqpUrl);
  teardown.add('connection', () => connection.close());
  const channel = await connection.createChannel();
  channel.on('error', () => undefined); // the 404 asserted below
  await channel.assertQueue(`${broker.prefix}work`, { arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue(`${other.prefix}work`, { arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertExchange(`${broker.prefix}events`, 'topic');
  await broker.close();

  await channel.checkQueue(`${other.prefix}work`);
  await expect(channel.checkQueue(`${broker.prefix}work`)).rejects.toThrow(/NOT_FOUND/);
  const second = await connection.createChannel();
  second.on('error', () => undefined);
  await expect(second.checkExchange(`${broker.prefix}events`)).rejects.toThrow(/NOT_FOUND/);
});

test('eventually is awaited here, too', async () => {
  await eventually(() => expect(true).toBe(true));
});

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
