import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const bulkInFlight = 2;

let system: RunningSystem;
/** Where the CMS keeps its archive: each recording is another one. */
let media: Server;

beforeAll(async () => {
  const recordings = await Promise.all(
    Array.from({ length: 6 }, (_, index) => shortRecording(sample, index, 4).arrayBuffer()),
  );
  media = createServer(({ url }, response) => {
    const recording = recordings[Number(/^\/(\d)/.exec(url ?? '')?.[1])];
    if (recording) response.end(Buffer.from(recording));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(media, 'listening');
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant', BULK_IN_FLIGHT: String(bulkInFlight) });
}, 240_000);
afterAll(async () => {
  await system?.stop();
  media.closeAllConnections();
  media.close();
}, 90_000);
afterEach(() => system.clearFaults());

const outcomesOf = async (id: string) =>
  (await system.allWebhooksOf(id)).map(({ body: { status, ...told } }) => [
    status,
    (told as { generation?: number }).generation,
  ]);

test('a job that failed is retried to its end: the CMS is told once that it failed, and once that it completed', async () => {
  await system.setFaults('submit:400');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  const failed = await system.ended(id);
  expect(failed).toMatchObject({
    status: 'failed',
    generation: 1,
    error: { code: 'SPEECH_PROVIDER_REJECTED' },
  });
  await system.clearFaults();

  const retried = await system.client.retry(id);

  expect(retried).toMatchObject({ id, generation: 2, error: null });
  const job = await system.client.waitFor(id, { timeoutMs: 60_000 });
  expect(job).toMatchObject({ status: 'completed', generation: 2, error: null });
  expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
  expect(await outcomesOf(id)).toEqual([
    ['failed', 1],
    ['completed', 2],
  ]);
}, 120_000);

test('a job that comes alone passes a batch, of which few are worked on at a time', async () => {
  const { port } = media.address() as AddressInfo;
  const archive = Array.from({ length: 6 }, (_, index) => ({
    recording_url: `http://127.0.0.1:${port}/${index}.ogg`,
    webhook_url: system.cms.url,
    external_id: `archive-${index}`,
  }));
  // So that there is always something to wait for.
  await system.setFaults('submit:slow=800');
  const bulk = await system.client.submitBatch(archive);
  const id = await system.submit(shortRecording(sample, 20, 4));

  const alone = await system.ended(id);
  const jobs: PublicJob[] = [];
  for (const each of bulk) jobs.push(await system.ended(each.id));

  expect(jobs.map(({ status, lane, external_id }) => [status, lane, external_id])).toEqual(
    archive.map(({ external_id }) => ['completed', 'bulk', external_id]),
  );
  const spans = jobs.map(({ stages, completed_at }) => ({
    from: Date.parse(stages.transcription!.started_at!),
    to: Date.parse(completed_at!),
  }));
  // Those that were released when it came, or the moment before, and no others.
  const began = Date.parse(alone.stages.transcription!.started_at!);
  expect(spans.filter(({ from }) => from <= began).length).toBeLessThanOrEqual(bulkInFlight);
  for (const { from } of spans)
    expect(spans.filter((other) => other.from <= from && from < other.to).length).toBeLessThanOrEqual(
      bulkInFlight,
    );
  for (const each of bulk) expect(await outcomesOf(each.id)).toEqual([['completed', 1]]);
}, 180_000);
