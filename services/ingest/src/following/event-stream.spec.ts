import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { autoTeardown, eventually, within } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { EventClient } from '../../test/following/event-client.js';
import { EventStream, type EventStreamOptions } from './event-stream.js';

const teardown = autoTeardown(afterEach);

/** A stream, and the client at its other end. */
async function opened(options?: EventStreamOptions) {
  const responded = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => responded.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('server', () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const opening = EventClient.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stream = new EventStream(await responded.promise, { 'x-request-id': 'r1' }, options);
  return { stream, client: await opening };
}

const long = { event: 'long', data: 'x'.repeat(10_000) };

test('sends what JSON is, line breaks included, and ends', async () => {
  const { stream, client } = await opened();
  stream.send({ event: 'job.status', id: 7, data: { title: 'two\n\nlines' } });
  stream.mark(9);
  stream.end();
  stream.send(long);
  await client.ended;

  expect(client.headers['x-request-id']).toBe('r1');
  expect(client.events).toEqual([{ id: '7', event: 'job.status', data: { title: 'two\n\nlines' } }]);
  expect(client.lastEventId).toBe('9');
  expect(client.isWhole).toBe(true);
});

test('says now and then that it is there', async () => {
  const { stream, client } = await opened({ pingMs: 5 });

  await eventually(() => expect(client.pings).toBeGreaterThan(2));
  stream.end();
});

test('rings and is closed when the client goes away', async () => {
  const { stream, client } = await opened();
  stream.bell.reset();
  client.close();

  await within(stream.bell.rung(), 5_000, () => 'it did not ring');
  expect(stream.isClosed).toBe(true);
});

test('cuts off a client that leaves more than 256 KiB with us', async () => {
  const { stream, client } = await opened();
  client.stall();
  // What the kernel takes for it does not count.
  for (let sent = 0; sent < 2_000 && !stream.isClosed; sent += 1) {
    stream.send(long);
    await new Promise(setImmediate);
  }

  expect(stream.isClosed).toBe(true);
  client.takeOn();
  await client.ended;
  expect(client.isWhole).toBe(false);
});

test('waits for a client that is slow, and cuts it off when it takes nothing at all', async () => {
  const { stream, client } = await opened({ stallMs: 200 });
  for (let sent = 0; sent < 500; sent += 1) {
    stream.send(long);
    await stream.drained();
  }
  expect(stream.isClosed).toBe(false);

  client.stall();
  for (let sent = 0; sent < 2_000 && !stream.isClosed; sent += 1) {
    stream.send(long);
    await stream.drained();
  }
  expect(stream.isClosed).toBe(true);
});
