import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { autoTeardown, eventually, testDatabase } from '@meeting-intelligence/testing';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { providerCalls, type KillAt } from '../../src/injectors/index.js';
import { newPlan, startVictim, temporaryFolder } from './start-victim.js';

const teardown = autoTeardown(afterEach);

describe('around a commit', () => {
  test.each([
    ['transaction', 'before-commit', 0],
    ['transaction', 'after-commit', 1],
    ['statement', 'before-commit', 0],
    ['statement', 'after-commit', 1],
  ] as const)('of a %s it kills %s', async (part, point, rows) => {
    const { client, url } = await databaseWithTables();
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, part, plan, { DATABASE_URL: url });
    await plan.arm({ kill: [{ point, matching: 'insert into jobs' }] });

    victim.tell();

    expect(await victim.end).toBe('SIGKILL');
    expect(victim.said).not.toContain('committed');
    expect((await client.query('select * from jobs')).rowCount).toBe(rows);
    await plan.assertInjected();
    expect(await plan.evidence()).toMatchObject([
      { fault: 'kill', point, subject: expect.stringContaining('insert into jobs') },
    ]);
  });

  test('it spares a transaction that does something else', async () => {
    const { url } = await databaseWithTables();
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, 'transaction', plan, { DATABASE_URL: url });
    await plan.arm({ kill: [{ point: 'before-commit', matching: 'insert into deliveries' }] });

    victim.tell();

    await eventually(() => expect(victim.said).toContain('committed'));
    await expect(plan.assertInjected()).rejects.toThrow('not injected: before-commit insert into deliveries');
  });
});

describe('around an HTTP request', () => {
  test.each([
    ['fetch', { point: 'before-provider-call', matching: providerCalls.submit }, 0],
    ['fetch', { point: 'provider-call-sent', matching: providerCalls.submit }, 1],
    ['fetch', { point: 'after-provider-call', matching: providerCalls.submit }, 1],
    ['look', { point: 'before-provider-call', matching: providerCalls.list }, 0],
    ['look', { point: 'provider-call-sent', matching: providerCalls.list }, 1],
    ['look', { point: 'after-provider-call', matching: providerCalls.list }, 1],
    ['axios', { point: 'before-webhook-send' }, 0],
    ['axios', { point: 'webhook-sent' }, 1],
    ['axios', { point: 'after-webhook-send' }, 1],
  ] as const)('by %s it kills %o', async (part, kill: KillAt, requests) => {
    const isAnswered = kill.point.startsWith('after');
    const { url, seen } = await serverThat(isAnswered);
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, part, plan, { URL: `${url}/v2/transcript?token=secret` });
    await plan.arm({ kill: [kill] });

    victim.tell();

    expect(await victim.end).toBe('SIGKILL');
    expect(victim.said).toEqual(['ready']);
    await eventually(() => expect(seen).toHaveLength(requests));
    if (requests && part !== 'look') expect(JSON.parse(seen[0]!)).toBeTypeOf('object');
    const [evidence] = await plan.evidence();
    expect(evidence).toMatchObject({ point: kill.point });
    expect(JSON.stringify(evidence)).toContain(`${url}/v2/transcript"`);
  });
});

describe('around the naming of an object', () => {
  test.each([
    ['before-store', { named: 0, partial: 1 }],
    ['after-store', { named: 1, partial: 0 }],
  ] as const)('it kills %s', async (point, { named, partial }) => {
    const folder = await temporaryFolder(teardown);
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, 'store', plan, { FOLDER: folder });
    await plan.arm({ kill: [{ point, matching: 'recordings/' }] });

    victim.tell();

    expect(await victim.end).toBe('SIGKILL');
    expect(victim.said).not.toContain('stored');
    expect(await readdir(join(folder, 'recordings'))).toHaveLength(named);
    expect(await readdir(join(folder, '.partial'))).toHaveLength(partial);
  });
});

describe('counts', () => {
  test('the occurrences since it was armed', async () => {
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, 'store', plan, { FOLDER: await temporaryFolder(teardown) });
    victim.tell();
    await eventually(() => expect(victim.said).toEqual(['ready', 'stored']));
    await plan.arm({ kill: [{ point: 'after-store', occurrence: 2 }] });

    victim.tell();
    await eventually(() => expect(victim.said).toEqual(['ready', 'stored', 'stored']));
    victim.tell();

    expect(await victim.end).toBe('SIGKILL');
  });

  test('one kill in the life of an arming, of all processes, and one more when it is armed again', async () => {
    const plan = await newPlan(teardown);
    const FOLDER = await temporaryFolder(teardown);
    const kill = [{ point: 'before-store' }] as const;
    await plan.arm({ kill });
    const copies = [
      await startVictim(teardown, 'store', plan, { FOLDER }),
      await startVictim(teardown, 'store', plan, { FOLDER }),
    ];
    for (const copy of copies) copy.tell();
    await Promise.race(copies.map(({ end }) => end));
    const restarted = await startVictim(teardown, 'store', plan, { FOLDER });
    restarted.tell();
    await eventually(() => expect(restarted.said).toContain('stored'));
    expect(copies.filter(({ said }) => said.includes('stored'))).toHaveLength(1);
    expect(await plan.evidence()).toHaveLength(1);

    await plan.arm({ kill });
    restarted.tell();

    expect(await restarted.end).toBe('SIGKILL');
    expect(await plan.evidence()).toHaveLength(1);
  });

  test('no end of a kill that is always armed', async () => {
    const plan = await newPlan(teardown);
    const FOLDER = await temporaryFolder(teardown);
    await plan.arm({ kill: [{ point: 'before-store', always: true }] });
    for (let life = 0; life < 2; life += 1) {
      const victim = await startVictim(teardown, 'store', plan, { FOLDER });
      victim.tell();
      expect(await victim.end).toBe('SIGKILL');
    }

    expect(await plan.evidence()).toHaveLength(2);
  });

  test('nothing while it is disarmed', async () => {
    const plan = await newPlan(teardown);
    const victim = await startVictim(teardown, 'store', plan, { FOLDER: await temporaryFolder(teardown) });
    await plan.arm({ kill: [{ point: 'before-store' }] });
    await plan.disarm();

    victim.tell();

    await eventually(() => expect(victim.said).toContain('stored'));
    await plan.assertInjected();
  });
});

async function databaseWithTables() {
  const database = await testDatabase();
  teardown.add('database', () => database.close());
  const client = new Client({ connectionString: database.url });
  await client.connect();
  teardown.add('client', () => client.end());
  await client.query('create table jobs (id integer); create table inbox (id integer)');
  return { client, url: database.url };
}

/** Keeps the bodies of complete requests, and answers them or never. */
async function serverThat(answers: boolean) {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push(body);
      if (answers) response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('server', () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
