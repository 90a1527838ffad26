import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, freePort, testDatabase } from '@meeting-intelligence/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, expect, test } from 'vitest';
import { openDatabase } from '../src/index.js';

const teardown = autoTeardown(afterEach);

class CreateThings1795200000000 implements MigrationInterface {
  up(queryRunner: QueryRunner) {
    return queryRunner.query('create table things.thing (id int primary key)');
  }

  down(queryRunner: QueryRunner) {
    return queryRunner.query('drop table things.thing');
  }
}

function open(url: string, lines: string[] = []) {
  const logger = createLogger({ name: 'test', version: '0' }, 'info', {
    write: (line) => void lines.push(line),
  });
  return openDatabase({ url, schema: 'things', migrations: [CreateThings1795200000000], logger });
}

test('replicas that start at once migrate once', async () => {
  const { url } = teardown.use(await testDatabase());

  const replicas = await Promise.all([1, 2, 3].map(() => open(url)));
  for (const replica of replicas) teardown.add('replica', () => replica.destroy());

  const rows: unknown = await replicas[0]!.query('select count(*)::int as count from things.migrations');
  expect(rows).toEqual([{ count: 1 }]);
});

test('a database that refuses us is not waited for', async () => {
  const url = new URL(teardown.use(await testDatabase()).url);
  url.pathname = '/no_such_database';

  await expect(open(url.href)).rejects.toMatchObject({ code: '3D000' });
});

test('a database that comes up later is waited for', async () => {
  const url = new URL(teardown.use(await testDatabase()).url);
  const target = { host: url.hostname, port: Number(url.port) };
  url.host = `127.0.0.1:${await freePort()}`;
  const lines: string[] = [];

  const opening = open(url.href, lines);
  await eventually(() => expect(lines.join()).toContain('the database is not there yet'));
  const door = createServer((socket) => {
    const inner = connect(target);
    pipeline(socket, inner, socket, () => undefined);
  });
  await new Promise<void>((resolve) => door.listen(Number(url.port), '127.0.0.1', resolve));
  teardown.add('door', () => new Promise((resolve) => door.close(resolve)));

  const dataSource = await opening;
  teardown.add('data source', () => dataSource.destroy());
  expect(await dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('a command gives up on a database that is not there', async () => {
  const url = `postgres://somebody:secret@127.0.0.1:${await freePort()}/nothing`;
  const logger = createLogger({ name: 'test', version: '0' }, 'silent');

  const opening = openDatabase({ url, schema: 'things', migrations: [], logger, giveUpAfterMs: 200 });

  await expect(opening).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.not.stringContaining('secret'),
  });
});
