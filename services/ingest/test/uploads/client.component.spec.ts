import { createClient } from '@meeting-intelligence/client';
import { autoTeardown, eventually, startTcpProxy, tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { MAX_UPLOAD_BYTES: '20000000' });
const teardown = autoTeardown(afterAll);

test('our own client gets a recording over a line that breaks', async () => {
  const { hostname: host, port } = new URL(ingest.url);
  const proxy = teardown.use(await startTcpProxy({ host, port: Number(port) }));
  await proxy.set({ kind: 'cut-after', bytes: 4_000_000, direction: 'to-server' });
  const client = createClient({ baseUrl: proxy.through(ingest.url), apiKey: ingest.key });
  const bytes = tinyRecording(600_000);

  const submitted = client.submitResumably(new Blob([bytes]), { title: 'Planning', filename: 'a.wav' });
  await eventually(() => expect(proxy.stats.met['cut-after']).toBeGreaterThanOrEqual(1));
  await proxy.set({ kind: 'pass' });

  expect(await submitted).toMatchObject({
    status: 'pending',
    title: 'Planning',
    recording: { size_bytes: bytes.length },
  });
});
