import { join } from 'node:path';
import {
  analysisCompleted,
  jobCompleted,
  jobSubmitted,
  recordingPrepared,
  transcriptCreated,
  transcriptionSubmitted,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { exchangeNames, rootEvent } from '@meeting-intelligence/messaging';
import { databaseText, eventually } from '@meeting-intelligence/testing';
import { connect, type ChannelModel } from 'amqplib';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const fields = {
  title: 'canary-title',
  metadata: '{"canary-name":"canary-value"}',
  external_id: 'canary-external',
  speaker_names: '["Canary Speaker"]',
  vocabulary: '["canary-word"]',
  summary_template: 'canary-template',
  webhook_secret: 'canary-secret',
};
const filename = 'canary-file.ogg';

let system: RunningSystem;
let connection: ChannelModel;
let recordings = 0;
beforeAll(async () => {
  // All but the smallest events travel by claim check.
  system = await RunningSystem.start({
    STAND_IN_MODE: 'instant',
    CLAIM_CHECK_BYTES: '1500',
    RETRY_DELAYS_MS: '2000,3000,4000',
  });
  connection = await connect(system.report.amqp_url);
}, 240_000);
afterAll(async () => {
  await connection?.close();
  await system?.stop();
}, 90_000);
afterEach(async () => {
  system.cms.behaveWell();
  await system.clearFaults();
});

test('of a job that is erased nothing is left but its ids, in no database, no store and not at the provider', async () => {
  const id = await submitted({ webhook_url: `${system.cms.url}?canary-query` });
  await system.ended(id);
  const { segments, summary } = await system.meeting(id);
  const said = segments.map(({ text }) => text).sort((a, b) => b.length - a.length)[0]!;
  const canaries = ['canary', 'Canary', said, summary!];
  const { meeting_id } = await system.job(id);
  for (const canary of canaries) expect(await placesOf(canary), canary).not.toEqual([]);
  expect(await placesOf(said)).toEqual(
    expect.arrayContaining(['meetings_persistence', 'stand-in', 'storage']),
  );

  await system.client.erase(id);

  await expect(system.client.job(id)).rejects.toMatchObject({ code: 'JOB_ERASED', status: 410 });
  await expect(system.client.meeting(meeting_id!)).rejects.toMatchObject({ code: 'JOB_ERASED' });
  await eventually(
    async () => {
      for (const canary of canaries) expect(await placesOf(canary), canary).toEqual([]);
      expect(await keysOf(id)).toEqual([`erased/${id}`]);
    },
    { timeoutMs: 60_000, intervalMs: 500 },
  );
  expect((await deletions()).deletions).toBe(1);
}, 120_000);

test('what arrives of an erased job afterwards brings nothing of it back', async () => {
  const id = await submitted();
  await system.ended(id);
  await system.client.erase(id);
  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]), { timeoutMs: 30_000 });
  const before = { webhooks: (await system.allWebhooksOf(id)).length, paid: await deletions() };

  const channel = await connection.createChannel();
  const definitions: EventDefinition[] = [
    ...[jobSubmitted, recordingPrepared, transcriptionSubmitted, transcriptCreated],
    ...[analysisCompleted, jobCompleted],
  ];
  for (const generation of [1, 2])
    for (const { type, example } of definitions) {
      const origin = { source: 'replay', subject: id, owner: 'default', generation };
      const event = { ...rootEvent({ type, data: example }, origin), id: crypto.randomUUID() };
      channel.publish(exchangeNames.events, type, Buffer.from(JSON.stringify(event)));
    }
  // A job that came later goes its whole way: by then the events are through.
  await system.ended(await submitted());
  await channel.close();

  expect(await keysOf(id)).toEqual([`erased/${id}`]);
  expect(await placesOf('This is Robert.')).toEqual([]);
  expect(await system.allWebhooksOf(id)).toHaveLength(before.webhooks);
  expect((await deletions()).submissions.total).toBe(before.paid.submissions.total + 1);
  await expect(system.client.job(id)).rejects.toMatchObject({ code: 'JOB_ERASED' });
}, 120_000);

test('a webhook that the CMS did not take yet is not sent again after the job was erased', async () => {
  system.cms.behave(() => ({ status: 503 }));
  const id = await submitted();
  await eventually(() => expect(system.webhooksOf(id).length).toBeGreaterThan(0), { timeoutMs: 60_000 });

  await system.client.erase(id);
  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]), { timeoutMs: 30_000 });
  const sent = (await system.allWebhooksOf(id)).length;
  system.cms.behaveWell();
  // Its next attempt would have come by then.
  await system.ended(await submitted());
  await new Promise((resolve) => setTimeout(resolve, 5_000));

  expect(system.webhooksOf(id)).toHaveLength(sent);
}, 120_000);

test('a gateway that is killed right after its answer leaves no recording', async () => {
  const id = await submitted();
  await system.ended(id);

  await system.client.erase(id);
  await system.kill('ingest');

  await eventually(
    async () => {
      expect(await keysOf(id)).toEqual([`erased/${id}`]);
      // By the gateway that was started in its place.
      await expect(system.client.job(id)).rejects.toMatchObject({ code: 'JOB_ERASED' });
    },
    { timeoutMs: 60_000, intervalMs: 300 },
  );
}, 120_000);

test('a job that is cancelled while the provider hears it, and erased at once, is deleted there when it is done', async () => {
  await system.setFaults('submit:slow=2000*1');
  const before = await deletions();
  const id = await submitted({ title: 'cancelled-canary' });
  await eventually(async () => expect(await system.faultsApplied()).toBe(1), {
    timeoutMs: 30_000,
    intervalMs: 20,
  });

  await system.client.cancel(id);
  await system.client.erase(id);

  await eventually(
    async () => {
      expect((await deletions()).deletions).toBe(before.deletions + 1);
      expect(await keysOf(id)).toEqual([`erased/${id}`]);
    },
    { timeoutMs: 60_000, intervalMs: 500 },
  );
  expect(await placesOf('cancelled-canary')).toEqual([]);
}, 120_000);

/** Each with a recording of its own: the provider's words follow from it. */
function submitted(more: Record<string, string> = {}): Promise<string> {
  recordings += 1;
  return system.submit(shortRecording(sample, recordings, 4), { ...fields, ...more }, filename);
}

/** Databases, by name, and folders in which a text stands. What the servers keep of deleted rows until they clean up does not count. */
async function placesOf(text: string): Promise<string[]> {
  const files = await system.filesThatHold(text);
  const folders = ['storage', 'stand-in', 'logs'].filter((folder) =>
    files.some((file) => file.includes(`/${folder}/`)),
  );
  const databases = ['ingest', 'persistence', 'notification'].map((service) => `meetings_${service}`);
  const holding = await Promise.all(databases.map(async (name) => (await textOf(name)).includes(text)));
  return [...databases.filter((_, index) => holding[index]), ...folders];
}

async function textOf(database: string): Promise<string> {
  const url = new URL(system.report.database_url);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return await databaseText(async (sql) => (await client.query(sql)).rows as unknown[]);
  } finally {
    await client.end();
  }
}

async function keysOf(id: string): Promise<string[]> {
  return system.storedKeys(id);
}

async function deletions(): Promise<{ deletions: number; submissions: { total: number } }> {
  const response = await fetch(new URL('/stats', system.report.provider_url));
  return (await response.json()) as { deletions: number; submissions: { total: number } };
}
