// amqplib waits for ever for an answer that does not come: we do not.
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { autoTeardown, within } from '@meeting-intelligence/testing';
import { connect, type ChannelModel } from 'amqplib';
import { afterEach, expect, test, vi } from 'vitest';
import { inTime } from '../../src/rabbitmq/in-time.js';
import { openConnection, SupervisedConnection } from '../../src/rabbitmq/connection.js';
import { silent } from '../support.js';

vi.mock('amqplib', { spy: true });

const teardown = autoTeardown(afterEach);
const never = new Promise<never>(() => undefined);

test('an answer that does not come is an outage that says what was asked; one that comes is passed on', async () => {
  await expect(inTime(never, 'declaring a queue', 20)).rejects.toMatchObject({
    code: 'BROKER_UNAVAILABLE',
    retryable: true,
    message: 'declaring a queue: no answer from the broker within 20 ms',
  });
  await expect(inTime(Promise.resolve('yes'), 'x', 20)).resolves.toBe('yes');
  await expect(inTime(Promise.reject(new Error('no')), 'x', 20)).rejects.toThrow('no');
});

test('a server that accepts the connection and says nothing is given up, and the socket with it', async () => {
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket: Socket) => {
    socket.resume();
    socket.on('error', () => undefined); // `close` follows
    socket.on('close', () => ended.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  teardown.add('server', () => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;

  let timeoutMs: number | undefined;
  const { connect: realConnect } = await vi.importActual<typeof import('amqplib')>('amqplib');
  vi.mocked(connect).mockImplementationOnce((url, options) => {
    timeoutMs = options?.timeout;
    return realConnect(url, { ...options, timeout: 100 });
  });

  await expect(openConnection(`amqp://127.0.0.1:${port}`, 'test')).rejects.toThrow(/ETIMEDOUT/);

  await ended.promise;
  expect(timeoutMs).toBe(10_000);
});

test('a connection that comes up while we close is closed, also where the broker does not answer to that', async () => {
  const model = Object.assign(modelWith({ writableEnded: false }), { close: () => never });
  const { promise, resolve } = Promise.withResolvers<ChannelModel>();
  vi.mocked(connect).mockReturnValueOnce(promise);
  const connection = new SupervisedConnection('amqp://127.0.0.1:1', 'test', silent);

  connection.start();
  const closed = connection.close();
  resolve(model);

  await within(closed, 4_000, () => 'the connection did not close');
});

test('a connection that the broker closed in the packet that opened it is not taken for one', async () => {
  const closedAtOnce = modelWith({ writableEnded: true });
  const alive = modelWith({ writableEnded: false });
  vi.mocked(connect).mockResolvedValueOnce(closedAtOnce).mockResolvedValueOnce(alive);
  const connection = new SupervisedConnection('amqp://127.0.0.1:1', 'test', silent);
  teardown.use(connection);

  const up = once(connection, 'up');
  connection.start();

  expect(await up).toEqual([alive]);
});

test('an alarm that the broker told of in the packet that opened the connection is known', async () => {
  vi.mocked(connect).mockResolvedValueOnce(modelWith({ writableEnded: false }, true));
  const connection = new SupervisedConnection('amqp://127.0.0.1:1', 'test', silent);
  teardown.use(connection);

  const up = once(connection, 'up');
  connection.start();
  await up;

  expect(connection.blocked).toBeDefined();
});

test('a connection that came meanwhile is not cut for one that did not answer', async () => {
  let cuts = 0;
  const [first, second] = [modelWith({ writableEnded: false }), modelWith({ writableEnded: false })];
  (second.connection as unknown as { stream: { destroy: () => void } }).stream.destroy = () => (cuts += 1);
  vi.mocked(connect).mockResolvedValueOnce(first).mockResolvedValueOnce(second);
  const connection = new SupervisedConnection('amqp://127.0.0.1:1', 'test', silent);
  teardown.use(connection);
  const up = once(connection, 'up');
  connection.start();
  await up;
  const upAgain = once(connection, 'up');
  first.emit('close');
  await upAgain;

  connection.cut(first);
  expect(cuts).toBe(0);
  connection.cut(second);
  expect(cuts).toBe(1);
});

function modelWith(stream: { writableEnded: boolean }, blocked = false): ChannelModel {
  const model = new EventEmitter();
  return Object.assign(model, {
    connection: { stream: { ...stream, destroy: () => undefined }, blocked },
    close: async () => void model.emit('close'),
  }) as unknown as ChannelModel;
}
