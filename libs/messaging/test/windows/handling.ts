import { jobFailed } from '@meeting-intelligence/contracts';
import { startTcpProxy, type TcpProxy, type Teardown } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { OutboxRelay, TypeOrmInbox, TypeOrmOutbox, type EventBus, type Handler } from '../../src/index.js';
import { outboxDatabase } from '../outbox-database.js';
import { silent } from '../support.js';

/** A database with a table of effects: one row for each time that a handler's work was committed. */
export async function effectsDatabase(teardown: Teardown) {
  const { dataSource, rows } = await outboxDatabase(teardown);
  await dataSource.query('create table test.effects (event_id uuid not null)');
  const outbox = new TypeOrmOutbox('test');
  const takeEffect = effectOn(dataSource);
  const effects = async (): Promise<string[]> => {
    const found: { event_id: string }[] = await dataSource.query('select event_id from test.effects');
    return found.map(({ event_id }) => event_id);
  };
  return { dataSource, rows, outbox, takeEffect, effects };
}

/** A handler that leaves one row and one event. */
export function effectOn(dataSource: DataSource): Handler {
  const inbox = new TypeOrmInbox(dataSource, new TypeOrmOutbox('test'), 'transcription', 'test');
  return (event) =>
    inbox.once(event, async (transaction) => {
      await transaction.query('insert into test.effects (event_id) values ($1)', [event.id]);
      return [jobFailed(jobFailed.example)];
    });
}

/** Stands before the server of this URL. */
export async function startProxyTo(teardown: Teardown, serverUrl: string): Promise<TcpProxy> {
  const { hostname: host, port } = new URL(serverUrl);
  return teardown.use(await startTcpProxy({ host, port: Number(port) }));
}

export function startRelay(
  teardown: Teardown,
  dataSource: DataSource,
  bus: EventBus,
  logger = silent,
): OutboxRelay {
  const relay = new OutboxRelay(dataSource, bus, 'test', logger, { pollMs: 100 });
  teardown.add('relay', () => relay.stop());
  relay.start();
  return relay;
}
