import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { printDemo, runDemo } from '../src/demo.js';
import { silentConsole } from './fake-project.js';

const teardown = autoTeardown(afterEach);
const recording = {
  path: fileURLToPath(import.meta.url),
  title: 'Planning',
  recordedAt: '2026-02-16T09:30:00.000Z',
};
const options = { command: 'demo', json: true, keep: false, verbose: false } as const;

const base = {
  id: 'job-1',
  stage: null,
  title: 'Planning',
  error: null,
  artifacts: {},
  meeting_id: null,
  engine: null,
  created_at: '2026-02-16T09:30:00.000Z',
  completed_at: null,
  stages: {},
};
const done = { started_at: base.created_at, completed_at: base.created_at, duration_ms: 5 };
const completed = {
  ...base,
  status: 'completed',
  meeting_id: 'm-1',
  stages: { transcription: done, notification: done },
};
const meeting = { id: 'm-1', title: 'Planning', segments: [], speakers: [], action_items: [], decisions: [] };

/** A gateway that answers with the given states, one a poll, and sends a webhook at the end. */
async function fakeGateway(
  states: object[],
  sendsWebhook = true,
): Promise<{ url: string; forms: FormData[] }> {
  const forms: FormData[] = [];
  const left = [...states];
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer((request, response) => {
      const answer = async () => {
        if (request.headers.authorization !== 'Bearer mi_key') return response.writeHead(401).end();
        if (request.method === 'POST') {
          const chunks: Buffer[] = [];
          for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
          const headers = { 'content-type': request.headers['content-type'] ?? '' };
          forms.push(await new Response(Buffer.concat(chunks), { headers }).formData());
          return response.writeHead(202).end(JSON.stringify({ ...base, status: 'pending' }));
        }
        if (request.url === '/v1/meetings/m-1') return response.end(JSON.stringify(meeting));
        const state = (left.length > 1 ? left.shift() : left[0]) as { status: string };
        if (state.status !== 'processing' && sendsWebhook) {
          sendsWebhook = false;
          await fetch(textOf(forms[0], 'webhook_url'), {
            method: 'POST',
            headers: { 'x-webhook-secret': textOf(forms[0], 'webhook_secret') },
            body: JSON.stringify({ job_id: 'job-1', status: state.status, meeting: null }),
          });
        }
        return response.end(JSON.stringify(state));
      };
      void answer();
    }).listen(0, '127.0.0.1', () => resolve(listening));
  });
  teardown.add('gateway', () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, forms };
}

async function demo(states: object[]) {
  const gateway = await fakeGateway(states);
  const console = silentConsole();
  const door = { gateway: gateway.url, apiKey: 'mi_key' };
  const result = await runDemo(door, recording, console, new AbortController().signal);
  return { result, lines: console.lines, forms: gateway.forms };
}

test('sends the recording as a CMS would, shows each stage and collects everything', async () => {
  const processing = { ...base, status: 'processing' };
  const states = [{ ...processing, stage: 'transcription' }, { ...processing, stage: 'analysis' }, completed];
  const { result, lines, forms } = await demo(states);

  expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
    title: 'Planning',
    recorded_at: recording.recordedAt,
  });
  expect(forms[0]?.get('file')).toMatchObject({ name: 'demo.spec.ts' });
  const shown = lines
    .filter((line) => /processing|completed/.test(line))
    .map((line) => line.split(' s  ')[1]);
  expect(shown).toEqual([
    'processing: transcription',
    'processing: analysis',
    'completed (done: transcription, notification)',
  ]);
  expect(result).toMatchObject({
    fault: undefined,
    meeting: { id: 'm-1' },
    webhooks: [{ body: { job_id: 'job-1' } }],
  });
  expect(result.webhooks[0]?.headers['x-webhook-secret']).toBe(forms[0]?.get('webhook_secret'));

  const out = new PassThrough();
  printDemo(result, options, out);
  const [line = '', ...rest] = String(out.read()).split('\n');
  expect(rest).toEqual(['']);
  expect(JSON.parse(line)).toMatchObject({
    job_id: 'job-1',
    status: 'completed',
    meeting,
    artifacts: {},
    engine: null,
  });
});

test('a failed job is a fault, although its webhook arrived', async () => {
  const error = {
    code: 'audio_unreadable',
    message: 'no sound track',
    retryable: false,
    stage: 'transcription',
  };
  const { result } = await demo([{ ...base, status: 'failed', error }]);
  expect(result.fault).toBe('the job failed: audio_unreadable: no sound track');
  expect(result.webhooks).toHaveLength(1);
});

function textOf(form: FormData | undefined, field: string): string {
  const value = form?.get(field);
  if (typeof value !== 'string') throw new Error(`expected a text field ${field}`);
  return value;
}
