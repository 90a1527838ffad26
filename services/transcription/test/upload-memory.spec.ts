/** `fetch` copies a streamed body unless it is told not to; a recording of two hours must not end the process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { AssemblyAiSpeechToText } from '../src/adapters/assemblyai-speech-to-text.js';

const megabyte = 1_048_576;

test('uploads a recording without holding it in memory', async () => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end('{"upload_url":"https://cdn.example/1"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const speech = new AssemblyAiSpeechToText({
    apiKey: 'key',
    baseUrl: `http://127.0.0.1:${port}`,
    speechModels: ['universal-2'],
    timeoutMs: 1_000,
    uploadTimeoutMs: 60_000,
  });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  let sent = 0;
  const recording = new Readable({
    read() {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      this.push(sent++ < 600 ? Buffer.alloc(megabyte) : null);
    },
  });

  await speech.upload(recording, new AbortController().signal);
  await new Promise((resolve) => server.close(resolve));

  expect(most / megabyte).toBeLessThan(300);
});
