import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobSubmitted, type JobSubmitted, type PublicJob } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpegsOn } from './ffmpeg-media.js';
import { MadeRecordings, streamsOf } from './made-recordings.js';
import { RunningIngest, runIngest } from './running-ingest.js';
import { idIn, uploaded } from './uploads/tus-request.js';

const environment = {
  MAX_RECORDING_MS: '20000',
  MAX_UPLOAD_BYTES: '30000000',
  PROBE_CONCURRENCY: '1',
  EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
};
let ingest: RunningIngest;
runIngest((running) => (ingest = running), environment);
const teardown = autoTeardown(afterAll);

let make: MadeRecordings;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'media-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  make = new MadeRecordings(folder);
});

async function post(path: string, name = 'call.mp3', init: RequestInit = {}, to = ingest): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([await readFile(path)]), name);
  return to.request('/v1/jobs', { method: 'POST', body: form, ...init });
}

test('a job has the length of its recording, as decoded', async () => {
  const response = await post(make.written('a.wav', tinyRecording(1_500)), 'a.wav');
  const job = (await response.json()) as PublicJob;

  expect(response.status).toBe(202);
  expect(job.recording).toEqual({ duration_ms: 1_500, content_type: 'audio/wav', size_bytes: 24_044 });
  expect((await ingest.show(job.id)).recording).toEqual(job.recording);
  expect((await ingest.historyOf(job.id))[0]).toMatchObject({ summary: { duration_ms: 1_500 } });
});

test('of a video the sound track is kept, and the video nowhere', async () => {
  const video = make.video('meeting.mp4', 5);
  const job = (await (await post(video, 'meeting.mp4')).json()) as PublicJob;

  const event = await eventually(() => {
    const found = ingest.bus.published.find(
      ({ subject, type }) => subject === job.id && type === jobSubmitted.type,
    );
    return found ?? Promise.reject(new Error('not published yet'));
  });
  const { recording } = (event as JobSubmitted).data;
  const kept = join(ingest.folder, recording.key);
  expect(streamsOf(kept)).toEqual(['aac,1']);
  expect(recording).toMatchObject({
    filename: 'meeting.mp4',
    contentType: 'audio/mp4',
    sizeBytes: (await readFile(kept)).length,
  });
  expect(recording.sizeBytes).toBeLessThan((await readFile(video)).length);
  expect(job.recording).toMatchObject({ content_type: 'audio/mp4', size_bytes: recording.sizeBytes });
});

test.each<[string, number, string, () => string]>([
  ['is too long', 422, 'RECORDING_TOO_LONG', () => make.silence('long.ogg', 30, '-c:a', 'libopus')],
  [
    'has no sound',
    422,
    'RECORDING_WITHOUT_SOUND',
    () => make.made('silent.mp4', '-i', make.video('video.mp4', 2), '-an', '-c', 'copy'),
  ],
  [
    'was cut off',
    422,
    'RECORDING_UNREADABLE',
    () => make.forged('cut.mp4', make.video('whole.mp4', 2), (bytes) => bytes.subarray(0, 3_000)),
  ],
  [
    'is a playlist',
    415,
    'RECORDING_NOT_MEDIA',
    () => make.written('a.m3u8', '#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n'),
  ],
  [
    'is a playlist behind the tag of an MP3',
    422,
    'RECORDING_UNREADABLE',
    // The tag is longer than what is looked at first.
    () =>
      make.written(
        'b.mp3',
        `ID3\x03\0\0\0\x0c\x1a\x40${'\0'.repeat(200_000)}#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n`,
      ),
  ],
])('a recording that %s is refused and leaves nothing', async (_, status, code, made) => {
  const before = await ingest.recordings();

  const response = await post(made());

  expect(response.status).toBe(status);
  const problem = await response.text();
  expect(JSON.parse(problem)).toMatchObject({ code });
  expect(problem).not.toContain(ingest.folder);
  expect(await ingest.recordings()).toEqual(before);
});

test('one that is fetched and cannot be read ends its job', async () => {
  const cut = make.forged('fetched.mp4', make.video('uncut.mp4', 2), (bytes) => bytes.subarray(0, 3_000));
  const server = createServer(
    (_request, response) => void readFile(cut).then((bytes) => response.end(bytes)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('server', () => new Promise((done) => server.close(done)));
  const recording_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cut.mp4`;
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const body = JSON.stringify({ recording_url });

  const job = (await (
    await ingest.request('/v1/jobs', { method: 'POST', headers, body })
  ).json()) as PublicJob;

  expect(job.recording).toBeNull();
  const failed = await eventually(async () => {
    const shown = await ingest.show(job.id);
    expect(shown.status).toBe('failed');
    return shown;
  });
  expect(failed.error).toMatchObject({
    code: 'RECORDING_UNREADABLE',
    retryable: false,
    stage: 'transcription',
  });
});

test('a client that leaves while its recording is decoded leaves neither a process nor a file', async () => {
  const patient = await RunningIngest.start(teardown, { ...environment, MAX_RECORDING_MS: '360000000' });
  const hours = make.hours('hours.opus', 5);
  const leaving = new AbortController();
  const answers = [1, 2].map(() =>
    post(hours, 'a.ogg', { signal: leaving.signal }, patient).catch(() => 'left'),
  );
  await eventually(() => expect(ffmpegsOn(patient.folder)).toBe(1), { timeoutMs: 30_000 });

  leaving.abort();

  expect(await Promise.all(answers)).toEqual(['left', 'left']);
  await eventually(async () => {
    expect(ffmpegsOn(patient.folder)).toBe(0);
    expect(await patient.recordings()).toEqual([]);
  });
  expect((await post(make.written('next.wav', tinyRecording(100)), 'a.wav', {}, patient)).status).toBe(202);
}, 60_000);

test('a client that leaves while its upload is decoded leaves no process, and its upload as it was', async () => {
  const patient = await RunningIngest.start(teardown, { ...environment, MAX_RECORDING_MS: '360000000' });
  const path = await uploaded(patient, await readFile(make.hours('uploaded.opus', 5)));
  const leaving = new AbortController();
  const body = JSON.stringify({ upload_id: idIn(path) });
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body, signal: leaving.signal };
  const answer = patient.request('/v1/jobs', init).catch(() => 'left');
  await eventually(() => expect(ffmpegsOn(patient.folder)).toBe(1), { timeoutMs: 30_000 });

  leaving.abort();

  expect(await answer).toBe('left');
  // The decoding itself takes longer than that.
  await eventually(() => expect(ffmpegsOn(patient.folder)).toBe(0), { timeoutMs: 1_500 });
  await eventually(async () => expect(await patient.recordings()).toEqual([]));
}, 60_000);

test('without ffmpeg the gateway says so before it starts', async () => {
  const starting = RunningIngest.start(teardown, { FFMPEG_PATH: '/no/such/ffmpeg' });

  await expect(starting).rejects.toThrow(/FFMPEG_PATH: expected a program that is installed/);
});
