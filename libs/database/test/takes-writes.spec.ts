import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, startTcpProxy, testDatabase } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { databaseTakesWrites, openDatabase } from '../src/index.js';

const teardown = autoTeardown(afterEach);
const logger = createLogger({ name: 'test', version: '0' }, 'silent');

async function start() {
  const database = teardown.use(await testDatabase());
  const { hostname: host, port } = new URL(database.url);
  const proxy = teardown.use(await startTcpProxy({ host, port: Number(port) }));
  const open = async (url: string) => {
    const dataSource = await openDatabase({ url, schema: 'some', migrations: [], logger });
    teardown.add('data source', () => dataSource.destroy());
    return dataSource;
  };
  return { database, proxy, open, dataSource: await open(proxy.through(database.url)) };
}

test('a database that a failover made read-only is not there for who writes, until it is writable again', async () => {
  const { database, dataSource, proxy, open } = await start();
  const check = () => databaseTakesWrites(dataSource).check();
  await check();

  const direct = await open(database.url);
  const name = new URL(database.url).pathname.slice(1);
  await direct.query(`alter database "${name}" set default_transaction_read_only = on`);
  proxy.resetConnections(); // as a failover does
  await eventually(() => expect(check()).rejects.toThrow('the database is read-only'));

  await direct.query('set default_transaction_read_only = off');
  await direct.query(`alter database "${name}" reset default_transaction_read_only`);
  proxy.resetConnections();
  await eventually(() => check());
});

test('a question that is not answered ends, and its connection with it', async () => {
  const { dataSource, proxy } = await start();
  const check = () => databaseTakesWrites(dataSource).check();
  await check();

  await proxy.set({ kind: 'partition' });
  const startedAt = performance.now();
  await expect(check()).rejects.toThrow();
  expect(performance.now() - startedAt).toBeLessThan(10_000);

  await proxy.set({ kind: 'pass' });
  await check();
});
