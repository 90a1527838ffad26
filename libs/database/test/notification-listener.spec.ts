import { createServer, type AddressInfo, type Socket } from 'node:net';
import { autoTeardown, within } from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import { afterEach, test } from 'vitest';
import { NotificationListener } from '../src/notification-listener.js';

const teardown = autoTeardown(afterEach);

test('stops also while the database has accepted the connection and says nothing', async () => {
  const sockets: Socket[] = [];
  const accepted = Promise.withResolvers<void>();
  const silent = createServer((socket) => {
    sockets.push(socket);
    accepted.resolve();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  teardown.add('server', () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => silent.close(resolve));
  });
  const { port } = silent.address() as AddressInfo;
  const dataSource = new DataSource({ type: 'postgres', url: `postgres://nobody@127.0.0.1:${port}/nothing` });
  const listener = new NotificationListener(dataSource, 'test_channel', () => undefined);

  listener.start();
  await accepted.promise;

  await within(listener.stop(), 5_000, () => 'the listener did not stop');
});
