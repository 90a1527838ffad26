import { randomUUID } from 'node:crypto';
import {
  jobFailed,
  meetingTranscribed,
  transcriptCreated,
  type Envelope,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createInboxAndOutbox,
  dropInboxAndOutbox,
  type EventBus,
  type Inbox,
  InMemoryEventBus,
  InMemoryInbox,
  InMemoryOutbox,
  OutboxRelay,
  TypeOrmInbox,
  TypeOrmOutbox,
} from '../src/index.js';
import { outboxDatabase } from './outbox-database.js';
import { newEvent, silent, smallPipeline, unroutable } from './support.js';

const teardown = autoTeardown(afterEach);
const transcribed = meetingTranscribed(meetingTranscribed.example);
const created = () => newEvent(transcriptCreated(transcriptCreated.example));

interface InboxUnderTest {
  readonly inbox: Inbox;
  readonly bus: InMemoryEventBus;
}

describe.each<[string, () => Promise<InboxUnderTest>]>([
  [
    'InMemoryInbox',
    async () => {
      const bus = teardown.use(new InMemoryEventBus());
      return { bus, inbox: new InMemoryInbox(bus, 'persistence') };
    },
  ],
  [
    'TypeOrmInbox with the relay',
    async () => {
      const { dataSource, bus } = await start();
      return { bus, inbox: new TypeOrmInbox(dataSource, new TypeOrmOutbox('test'), 'persistence', 'test') };
    },
  ],
])('%s', (_name, startInbox) => {
  test('handles an event once and publishes what follows from it, caused by the event', async () => {
    const { inbox, bus } = await startInbox();
    const event = created();
    let effects = 0;
    const work = async () => {
      effects += 1;
      return [transcribed, jobFailed(jobFailed.example)];
    };

    expect(await inbox.once(event, work)).toEqual([]);
    expect(await inbox.once(event, work)).toEqual([]);

    await eventually(() =>
      expect(bus.published.map(({ type }) => type)).toEqual(['meeting.transcribed.v1', 'job.failed.v1']),
    );
    expect(bus.published[0]).toMatchObject({
      causationid: event.id,
      subject: event.subject,
      source: 'persistence',
    });
    expect(effects).toBe(1);
  });

  test('handles an event once when it arrives twice at the same time', async () => {
    const { inbox, bus } = await startInbox();
    const event = created();
    let effects = 0;
    const work = async () => {
      effects += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [transcribed];
    };

    await Promise.all([inbox.once(event, work), inbox.once(event, work), inbox.once(event, work)]);

    await eventually(() => expect(bus.published).toHaveLength(1));
    expect(effects).toBe(1);
  });

  test('forgets an event whose handling failed, so that the retry does the work', async () => {
    const { inbox, bus } = await startInbox();
    const event = created();
    const fault = new AppError('DATABASE_UNAVAILABLE', 'x');
    const entered = Promise.withResolvers<void>();
    const failing = async () => {
      entered.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw fault;
    };

    const failed = inbox.once(event, failing);
    await entered.promise;
    const [first, second] = await Promise.allSettled([failed, inbox.once(event, async () => [transcribed])]);

    expect(first).toEqual({ status: 'rejected', reason: fault });
    expect(second.status).toBe('fulfilled');
    await eventually(() => expect(bus.published).toHaveLength(1));
  });

  test('treats the same event for another consumer as its own', async () => {
    const { inbox, bus } = await startInbox();
    const event = created();

    await inbox.once(event, async () => [transcribed]);
    await inbox.once({ ...event, type: 'analysis.completed.v1' }, async () => [jobFailed(jobFailed.example)]);

    await eventually(() => expect(bus.published).toHaveLength(2));
  });

  test('keeps what a recogniser may put into a transcript', async () => {
    const { inbox, bus } = await startInbox();
    const text = 'nul \u0000, lone \ud800 surrogate, "quotes", 🎙';
    const data = { error: { ...jobFailed.example.error, message: text } };

    await inbox.once(created(), async () => [jobFailed(data)]);

    await eventually(() => expect(bus.published).toHaveLength(1));
    expect((bus.published[0] as Envelope<typeof data>).data.error.message).toBe(text);
  });
});

test('TypeOrmInbox calls a database that goes away an outage, which is tried again', async () => {
  const { dataSource } = await start();
  const inbox = new TypeOrmInbox(dataSource, new TypeOrmOutbox('test'), 'persistence', 'test');

  const cut = inbox.once(created(), async (transaction) => {
    await transaction.query('select pg_terminate_backend(pg_backend_pid())');
    return [];
  });

  await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
});

test('InMemoryOutbox publishes at once', async () => {
  const bus = teardown.use(new InMemoryEventBus());
  const event = created();

  await new InMemoryOutbox(bus).add({} as never, [event]);

  expect(bus.published).toEqual([event]);
});

describe('outbox and relay', () => {
  test('publish nothing of a transaction that rolled back', async () => {
    const { dataSource, bus, outbox } = await start();
    const kept = created();

    await expect(
      dataSource.transaction(async (transaction) => {
        await outbox.add(transaction, [created()]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await dataSource.transaction((transaction) => outbox.add(transaction, [kept]));

    await eventually(() => expect(bus.published).toEqual([kept]));
  });

  test('publish within milliseconds of the commit: the relay is notified, its poll is a net', async () => {
    const { dataSource, bus, outbox } = await start({ pollMs: 60_000 });
    await dataSource.transaction((transaction) => outbox.add(transaction, [created()]));
    await eventually(() => expect(bus.published).toHaveLength(1));
    const startedAt = performance.now();

    await dataSource.transaction((transaction) => outbox.add(transaction, [created()]));
    await eventually(() => expect(bus.published).toHaveLength(2), { intervalMs: 2 });

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('listen again after their connection was ended', async () => {
    const { dataSource, bus, outbox } = await start({ pollMs: 60_000 });
    const listeners = `select pid from pg_stat_activity where query like 'listen%' and datname = current_database()`;
    const [listener] = await eventually(async () => {
      const rows: { pid: number }[] = await dataSource.query(listeners);
      expect(rows).toHaveLength(1);
      return rows;
    });

    await dataSource.query('select pg_terminate_backend($1)', [listener?.pid]);
    await dataSource.transaction((transaction) => outbox.add(transaction, [created()]));

    await eventually(() => expect(bus.published).toHaveLength(1));
  });

  test('keep the order in which events were added', async () => {
    const { dataSource, bus, outbox } = await start();
    const events = Array.from({ length: 50 }, created);

    await dataSource.transaction((transaction) => outbox.add(transaction, events));

    await eventually(() => expect(bus.published).toHaveLength(50));
    expect(bus.published.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  test('do not let an event without a queue hold up the others, and publish it when there is one', async () => {
    const { dataSource, bus, outbox, rows } = await start(
      {},
      new InMemoryEventBus({ pipeline: smallPipeline }),
    );
    const stuck = newEvent(unroutable);
    const next = newEvent(transcribed);

    await dataSource.transaction((transaction) => outbox.add(transaction, [stuck, next]));

    await eventually(() => expect(bus.published).toContainEqual(next));
    await eventually(async () =>
      expect(await rows()).toMatchObject([
        { event_id: stuck.id, attempts: 1, last_error: expect.stringContaining('EVENT_UNROUTABLE') },
      ]),
    );
    // as if its wait were over
    await eventually(async () => expect((await rows())[0]).toMatchObject({ attempts: 2 }));
  });

  test('wait for a broker that is away without counting attempts', async () => {
    const { dataSource, bus, outbox, rows } = await start();
    bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
    await dataSource.transaction((transaction) => outbox.add(transaction, [created()]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await rows()).toMatchObject([{ attempts: 0 }]);

    bus.failWith();

    await eventually(() => expect(bus.published).toHaveLength(1));
    await eventually(async () => expect(await rows()).toEqual([]));
  });

  test('share the work among replicas: each event is published by one of them', async () => {
    const { dataSource, bus, outbox } = await start();
    for (let replica = 0; replica < 3; replica += 1) startRelay(dataSource, bus);
    const events = Array.from({ length: 100 }, created);

    for (const event of events)
      await dataSource.transaction((transaction) => outbox.add(transaction, [event]));

    await eventually(() => expect(bus.published).toHaveLength(100));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(new Set(bus.published.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
    expect(bus.published).toHaveLength(100);
  });

  test('carry a transcript of several megabytes', async () => {
    const { dataSource, bus, outbox } = await start();
    const event = { ...created(), data: { words: 'palaver '.repeat(1_000_000) } };

    await dataSource.transaction((transaction) => outbox.add(transaction, [event]));

    await eventually(() => expect(bus.published).toEqual([event]));
  });

  test('take back what waits of one job, and of no job that only names it', async () => {
    const { dataSource, bus, outbox, rows } = await start();
    bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
    const [gone, other] = [randomUUID(), randomUUID()];
    const eventOf = (subject: string, data: unknown) => ({ ...created(), id: randomUUID(), subject, data });
    const stays = eventOf(other, { metadata: { subject: gone }, text: '\0' });
    await dataSource.transaction((transaction) =>
      outbox.add(transaction, [eventOf(gone, {}), stays, eventOf(gone, {})]),
    );

    await dataSource.transaction((transaction) => outbox.withdraw(transaction, gone));

    expect(await rows()).toMatchObject([{ event_id: stays.id }]);
  });

  test('are made and dropped by a migration', async () => {
    const { dataSource } = await start();
    const runner = dataSource.createQueryRunner();

    await dropInboxAndOutbox(runner, 'test');
    await createInboxAndOutbox(runner, 'test');
    await runner.release();
  });
});

async function start(relayOptions = {}, bus = new InMemoryEventBus()) {
  const { dataSource, rows } = await outboxDatabase(teardown);
  teardown.use(bus);
  startRelay(dataSource, bus, relayOptions);
  return { dataSource, bus, outbox: new TypeOrmOutbox('test'), rows };
}

function startRelay(dataSource: DataSource, bus: EventBus, options = {}): void {
  const relay = new OutboxRelay(dataSource, bus, 'test', silent, options);
  teardown.add('relay', () => relay.stop());
  relay.start();
}
