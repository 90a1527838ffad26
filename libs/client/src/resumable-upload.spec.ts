import { openAsBlob, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { beginUpload, sendPieces } from './resumable-upload.js';

/** A server of tus, of which each test says how it misbehaves. */
let arrived: Buffer;
let asked: string[];
/** The `Idempotency-Key` with which each upload began. */
let keys: unknown[];
/** In turn; undefined: none. */
let faults: (((request: IncomingMessage, response: ServerResponse) => unknown) | undefined)[];
const server = createServer((request, response) => void answer(request, response));
let baseUrl: string;

beforeEach(async () => {
  [arrived, asked, keys, faults] = [Buffer.alloc(0), [], [], []];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  asked.push(request.method ?? '');
  if (request.method === 'POST') keys.push(request.headers['idempotency-key']);
  const fault = faults.shift();
  if (fault) return void fault(request, response);
  const body = await buffer(request);
  if (request.method === 'PATCH') {
    expect(Number(request.headers['upload-offset'])).toBe(arrived.length);
    arrived = Buffer.concat([arrived, body]);
  }
  response.setHeader('upload-offset', String(arrived.length)).setHeader('location', '/v1/uploads/an-id');
  response.writeHead(request.method === 'POST' ? 201 : 204).end();
}

const cut = (request: IncomingMessage) => request.socket.destroy();
const status = (code: number) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(code, { connection: 'close' }).end();

async function upload(content: string | Blob, onProgress?: (bytes: number) => void): Promise<string> {
  const line = { baseUrl, apiKey: 'a-key', fetch, timeoutMs: 5_000, pieceBytes: 4, pausesMs: [1, 1, 1] };
  const resumable = {
    recording: typeof content === 'string' ? new Blob([content]) : content,
    filename: 'größe.ogg',
    key: 'its-own',
    onProgress,
  };
  const begun = await beginUpload(resumable, line);
  await sendPieces(begun, resumable, line);
  return begun.id;
}

test('sends a recording in pieces and tells how far it is', async () => {
  const told: number[] = [];

  expect(await upload('hello world', (bytes) => told.push(bytes))).toBe('an-id');

  expect(String(arrived)).toBe('hello world');
  expect(told).toEqual([0, 4, 8, 11]);
  expect(asked).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
});

test('asks how much arrived after a connection ended, and goes on there', async () => {
  const arrivesAndCuts = async (request: IncomingMessage) => {
    arrived = Buffer.concat([arrived, (await buffer(request)).subarray(0, 2)]);
    request.socket.destroy();
  };
  faults = [undefined, undefined, arrivesAndCuts];

  await upload('hello world');

  expect(String(arrived)).toBe('hello world');
  expect(asked).toEqual(['POST', 'PATCH', 'PATCH', 'HEAD', 'PATCH', 'PATCH']);
});

test('gives up when nothing gets through any more', async () => {
  faults = Array.from({ length: 20 }, () => cut);

  await expect(upload('hello world')).rejects.toThrow('expected an answer');
  expect(asked).toEqual(['POST', 'POST', 'POST', 'POST']);
});

test('gives up at once where another try has no prospect', async () => {
  faults = [status(413)];

  await expect(upload('hello world')).rejects.toMatchObject({ status: 413 });
  expect(asked).toEqual(['POST']);
});

test('an empty recording needs no bytes', async () => {
  expect(await upload('')).toBe('an-id');
  expect(asked).toEqual(['POST']);
});

test('goes on with what was begun before under the same key, without a byte that is there', async () => {
  arrived = Buffer.from('hello ');
  const told: number[] = [];
  const replayed = (_: IncomingMessage, response: ServerResponse) =>
    response
      .writeHead(201, { location: '/v1/uploads/an-id', 'idempotency-replayed': 'true', 'upload-offset': 0 })
      .end();
  faults = [replayed];

  await upload('hello world', (bytes) => told.push(bytes));

  expect(String(arrived)).toBe('hello world');
  expect(asked).toEqual(['POST', 'HEAD', 'PATCH', 'PATCH']);
  expect(told).toEqual([0, 6, 10, 11]);
});

test('begins another upload for other bytes under the same key', async () => {
  await upload('hello world');
  arrived = Buffer.alloc(0);
  await upload('hello world');
  arrived = Buffer.alloc(0);
  await upload('hello earth');

  expect(new Set(keys).size).toBe(2);
  expect(keys[1]).toBe(keys[0]);
  expect(String(arrived)).toBe('hello earth');
});

test('a file that changes meanwhile is told as that, at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resumable-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'a.wav');
  await writeFile(file, 'hello world');
  const recording = await openAsBlob(file);
  faults = [
    (_, response) => {
      writeFileSync(file, 'hello');
      response.writeHead(201, { location: '/v1/uploads/an-id' }).end();
    },
  ];

  await expect(upload(recording)).rejects.toMatchObject({ name: 'NotReadableError' });
  expect(asked).toEqual(['POST']);
});
