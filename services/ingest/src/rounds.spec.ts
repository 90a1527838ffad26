import { eventually } from '@meeting-intelligence/testing';
import { createLogger } from '@meeting-intelligence/telemetry';
import { expect, test } from 'vitest';
import { Rounds } from './rounds.js';

class Counted extends Rounds {
  rounds = 0;
  atOnce = 0;
  most = 0;
  fails = false;
  gate = Promise.resolve();

  override async round(): Promise<void> {
    this.rounds += 1;
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    await this.gate;
    this.atOnce -= 1;
    if (this.fails) throw new Error('the broker is away');
  }
}

function counted(intervalMs: number) {
  const lines: string[] = [];
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'info', {
    write: (line) => void lines.push(line),
  });
  return { rounds: new Counted({ name: 'count', intervalMs, logger }), lines };
}

test('a round that fails is logged, and the next one tries again', async () => {
  const { rounds, lines } = counted(1);
  rounds.fails = true;
  rounds.onApplicationBootstrap();

  await eventually(() => expect(rounds.rounds).toBeGreaterThan(3));
  await rounds.beforeApplicationShutdown();

  expect(lines[0]).toContain('the broker is away');
  expect(rounds.most).toBe(1);
});

test('stopping waits for the round that is under way, and begins no other', async () => {
  const { rounds } = counted(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  rounds.gate = promise;
  rounds.onApplicationBootstrap();
  await eventually(() => expect(rounds.rounds).toBe(1));

  let stopped = false;
  const stopping = rounds.beforeApplicationShutdown().then(() => (stopped = true));
  await new Promise((done) => setImmediate(done));
  expect(stopped).toBe(false);
  resolve();
  await stopping;

  expect(rounds.rounds).toBe(1);
});

test('stopping does not wait for the next round, nor is one needed', async () => {
  const { rounds } = counted(3_600_000);
  rounds.onApplicationBootstrap();
  await rounds.beforeApplicationShutdown();
  await counted(1).rounds.beforeApplicationShutdown();

  expect(rounds.rounds).toBe(0);
});
