import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventually } from '@meeting-intelligence/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const root = join(import.meta.dirname, '..');
const sample = join(root, 'samples/planning-meeting.ogg');

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant' });
}, 240_000);
afterAll(() => system?.stop(), 90_000);

describe('at the gateway', () => {
  test.each([
    ['an empty file', () => new Blob([]), 422, 'RECORDING_EMPTY'],
    [
      'a text that calls itself mp3',
      () => new Blob(['this is no recording at all '.repeat(100)]),
      415,
      'RECORDING_NOT_MEDIA',
    ],
  ])('%s is refused', async (_, file, status, code) => {
    const response = await system.post(file(), {}, 'meeting.mp3');

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status, code });
  });

  test('every wrong field is named at once', async () => {
    const wrong = {
      recorded_at: 'yesterday',
      speakers_expected: '0',
      webhook_url: 'ftp://x',
      metadata: '[1]',
      colour: 'red',
    };

    const response = await system.post(shortRecording(sample, 0, 2), wrong);

    const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
    expect(response.status).toBe(422);
    expect(problem.errors.map(({ pointer }) => pointer.replace(/^\W+/, '')).toSorted()).toEqual(
      Object.keys(wrong).toSorted(),
    );
  });

  test('a request without a recording is refused', async () => {
    const form = new FormData();
    form.set('title', 'nothing attached');

    const response = await system.request('/v1/jobs', { method: 'POST', body: form });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'RECORDING_MISSING' });
  });

  test.each(['/v1/jobs/nonsense', `/v1/jobs/${randomUUID()}`, `/v1/meetings/${randomUUID()}`, '/v2'])(
    '%s is not there',
    async (path) => {
      const response = await system.request(path);

      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );
});

test('a language provider that refuses costs the summary, not the job', async () => {
  await system.setFaults('chat:refusal');
  try {
    const id = await system.submit(shortRecording(sample, 3, 3));
    const job = await system.ended(id);

    expect(job.status).toBe('completed');
    expect(job.artifacts?.summary).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('refus'),
    });
    expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
  } finally {
    await system.clearFaults();
  }
});

describe('on the queues', () => {
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  beforeAll(async () => {
    connection = await connect(system.report.amqp_url);
    channel = await connection.createConfirmChannel();
  });
  afterAll(() => connection?.close());

  test.each([
    ['what is not JSON', 'this is { not JSON', 'MESSAGE_MALFORMED'],
    [
      'an envelope without a job',
      JSON.stringify({ specversion: '1.0', type: 'job.submitted.v1', data: {} }),
      'MESSAGE_MALFORMED',
    ],
    [
      'data of another shape',
      JSON.stringify(envelopeOf('job.submitted.v1', { recording: 'none' })),
      'EVENT_INVALID',
    ],
    ['an event version nobody knows', JSON.stringify(envelopeOf('job.submitted.v99', {})), 'EVENT_UNKNOWN'],
  ])('%s is dead-lettered with its reason, and the next job completes', async (_, body, code) => {
    channel.sendToQueue('transcription.job.submitted.v1', Buffer.from(body), { persistent: true });
    await channel.waitForConfirms();

    const letter = await eventually(async () => {
      const got = await channel.get('transcription.job.submitted.v1.dead', { noAck: true });
      if (!got) throw new Error('nothing dead-lettered yet');
      return got;
    });
    expect(letter.content.toString()).toBe(body);
    expect(JSON.stringify(letter.properties.headers)).toContain(code);
    const id = await system.submit(shortRecording(sample, 5, 2));
    expect((await system.ended(id)).status).toBe('completed');
  });
});

test.each(['ingest', 'transcription', 'analysis', 'persistence', 'notification'])(
  '%s without its environment ends at once, listing every fault',
  (service) => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, `services/${service}/dist/main.js`)], {
      env: { PATH: process.env.PATH, HEALTH_PORT: '70000' },
      encoding: 'utf8',
      timeout: 10_000,
    });

    expect(status).toBe(78);
    for (const name of ['AMQP_URL', 'STORAGE_URL', 'HEALTH_PORT']) expect(stderr).toContain(name);
  },
);

function envelopeOf(type: string, data: unknown) {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type,
    source: 'test',
    subject: randomUUID(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${type}.schema.json`,
    generation: 1,
    owner: 'default',
    data,
  };
}
