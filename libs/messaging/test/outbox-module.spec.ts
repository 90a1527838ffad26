import { meetingTranscribed, transcriptCreated } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger, type Logger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { afterEach, expect, test, vi } from 'vitest';
import { EventBus, Inbox, InMemoryEventBus, Outbox, OutboxModule, TypeOrmOutbox } from '../src/index.js';
import { outboxDatabase } from './outbox-database.js';
import { newEvent, silent } from './support.js';

const teardown = autoTeardown(afterEach);
const transcribed = meetingTranscribed(meetingTranscribed.example);
const created = () => newEvent(transcriptCreated(transcriptCreated.example));

test('binds Inbox and Outbox, and runs the relay as long as the application', async () => {
  const { dataSource, rows } = await outboxDatabase(teardown);
  const bus = teardown.use(new InMemoryEventBus());
  const app = await startApp(dataSource, bus);

  await app.get(Inbox).once(created(), async () => [transcribed]);
  await eventually(() => expect(bus.published).toHaveLength(1));
  await app.close();
  await dataSource.transaction((transaction) => new TypeOrmOutbox('test').add(transaction, [created()]));
  await new Promise((resolve) => setTimeout(resolve, 100));

  expect(bus.published).toHaveLength(1);
  expect(await rows()).toHaveLength(1);
  expect(() => app.get(Outbox)).not.toThrow();
});

test('ends its batch in flight before any module may destroy the data source', async () => {
  const { dataSource, rows } = await outboxDatabase(teardown);
  const slow = teardown.use(new InMemoryEventBus());
  const entered = Promise.withResolvers<void>();
  let inFlight = 0;
  vi.spyOn(slow, 'publish').mockImplementation(async () => {
    inFlight += 1;
    entered.resolve();
    await new Promise((resolve) => setTimeout(resolve, 100));
    inFlight -= 1;
  });
  const atShutdown: number[] = [];
  const app = await startApp(dataSource, slow, { onShutdown: () => atShutdown.push(inFlight) });

  await dataSource.transaction((transaction) => new TypeOrmOutbox('test').add(transaction, [created()]));
  await entered.promise;
  await app.close();

  expect(atShutdown).toEqual([0, 0]);
  expect(await rows()).toEqual([]);
});

test("writes to the service's log what it waits for, and which event it cannot publish", async () => {
  const { dataSource } = await outboxDatabase(teardown);
  const bus = teardown.use(new InMemoryEventBus());
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'persistence', version: '0' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  await startApp(dataSource, bus, { logger });
  const event = created();

  await dataSource.transaction((transaction) => new TypeOrmOutbox('test').add(transaction, [event]));
  await eventually(() =>
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        err: expect.objectContaining({ code: 'BROKER_UNAVAILABLE' }),
      }),
    ),
  );
  bus.failWith(new AppError('STORAGE_FULL', 'no room'));

  await eventually(() =>
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message_id: event.id,
        err: expect.objectContaining({ code: 'STORAGE_FULL' }),
      }),
    ),
  );
});

async function startApp(
  dataSource: DataSource,
  bus: EventBus,
  { logger = silent, onShutdown = () => {} }: { logger?: Logger; onShutdown?: () => void } = {},
) {
  class EndsWithApplication implements OnApplicationShutdown {
    onApplicationShutdown = onShutdown; // when TypeOrmModule destroys its data source
  }
  @Module({
    providers: [
      { provide: DataSource, useValue: dataSource },
      { provide: EventBus, useValue: bus },
    ],
    exports: [DataSource, EventBus],
  })
  class Shared extends EndsWithApplication {}
  @Module({
    imports: [OutboxModule.forService({ service: 'persistence', schema: 'test', logger, imports: [Shared] })],
  })
  class App extends EndsWithApplication {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  teardown.add('app', () => app.close());
  return app.init();
}
