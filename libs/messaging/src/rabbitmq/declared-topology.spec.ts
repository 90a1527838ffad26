import { EventEmitter } from 'node:events';
import { createLogger, withLogContext } from '@meeting-intelligence/telemetry';
import type { ChannelModel } from 'amqplib';
import { expect, test } from 'vitest';
import type { SupervisedConnection } from './connection.js';
import { DeclaredTopology } from './declared-topology.js';
import { describeTopology } from './topology.js';

test('what is declared again is not of the job that found it missing', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'transcription', version: '0' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  const failed = Promise.withResolvers<void>();
  const model = {
    createChannel: () => {
      failed.resolve();
      return Promise.reject(new Error('no more channels'));
    },
  } as unknown as ChannelModel;
  const connection: EventEmitter & { current?: ChannelModel } = Object.assign(new EventEmitter(), {
    current: model,
  });
  const topology = describeTopology({ prefix: '', retryDelaysMs: [1], deferDelaysMs: [1], pipeline: [] });
  const declared = new DeclaredTopology(connection as unknown as SupervisedConnection, topology, logger);

  withLogContext({ job_id: 'of somebody', queue: 'q' }, () => declared.declareAgain());
  await failed.promise;
  await expect.poll(() => lines).toHaveLength(1);
  connection.current = undefined; // it stops

  expect(lines[0]).toMatchObject({ level: 'error', msg: 'the queues could not be declared' });
  expect(lines[0]).not.toHaveProperty('job_id');
  expect(lines[0]).not.toHaveProperty('queue');
});
