import { createServer, type AddressInfo, type Server } from 'node:net';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { gatewayPort } from './gateway-port.js';

const teardown = autoTeardown(afterEach);

test('a given port that somebody listens on is a fault that names PORT', async () => {
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, '0.0.0.0', () => resolve(listening));
  });
  teardown.add('server', () => server.close());
  const { port } = server.address() as AddressInfo;
  await expect(gatewayPort(String(port))).rejects.toThrow(
    `PORT: cannot listen on ${port} (another program listens there)`,
  );
  await expect(gatewayPort('99999')).rejects.toThrow('PORT: expected a port, got "99999"');
});

test('two that ask at once get two ports, before either listens', async () => {
  const ports = await Promise.all([gatewayPort(undefined), gatewayPort(undefined)]);
  expect(new Set(ports).size).toBe(2);
});
