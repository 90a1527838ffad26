import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicJob, PublicMeeting } from '@meeting-intelligence/contracts';
import { wordErrorRate } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording, shortVideo } from './short-recording.js';
import { stereoRecording } from './stereo-recording.js';

const samples = join(import.meta.dirname, '../samples');
const recording = join(samples, 'planning-meeting.ogg');
const script = readFileSync(join(samples, 'planning-meeting.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

/** What was asked for in the script, and whose it is. */
const actionItems = [
  { task: /fix the search page/i, owner: 'Laura' },
  { task: /message/i, owner: 'Peter' },
  { task: /test data/i, owner: 'Laura' },
  { task: /release notes/i, owner: 'Peter' },
  { task: /project plan/i, owner: 'Robert' },
];

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
}, 240_000);
afterAll(() => system?.stop(), 90_000);

describe('the sample and a stereo recording, sent at once', () => {
  let jobs: PublicJob[];
  let meeting: PublicMeeting;
  let stereo: PublicMeeting;

  beforeAll(async () => {
    const ids = await Promise.all([
      system.submit(recording, {
        title: 'Weekly planning — Plänung',
        recorded_at: '2026-11-20T09:00:00Z',
        webhook_secret: 'echo-me-0123456789',
        metadata: '{"article":4711}',
      }),
      system.submit(
        stereoRecording(recording, join(samples, 'planning-meeting.turns.tsv')),
        {},
        'stereo.flac',
      ),
    ]);
    jobs = await Promise.all(ids.map((id) => system.ended(id)));
    [meeting, stereo] = (await Promise.all(ids.map((id) => system.meeting(id)))) as [
      PublicMeeting,
      PublicMeeting,
    ];
  }, 200_000);

  test('both complete, each with one webhook', async () => {
    expect(jobs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    for (const { id } of jobs) expect(await system.allWebhooksOf(id)).toHaveLength(1);
  });

  test('has three speakers with their names', () => {
    expect(meeting.speakers.map(({ name }) => name).toSorted()).toEqual(['Laura', 'Peter', 'Robert']);
  });

  test('has a word error rate under 10 % against its script', () => {
    const said = script.map(([, , text]) => text).join(' ');
    const heard = meeting.segments.map(({ text }) => text).join(' ');

    expect(wordErrorRate(said, heard)).toBeLessThan(0.1);
  });

  test('times every word in milliseconds, inside its segment', () => {
    for (const segment of meeting.segments) {
      expect(segment.words?.length).toBeGreaterThan(0);
      for (const word of segment.words ?? []) {
        expect(word.start_ms).toBeGreaterThanOrEqual(segment.start_ms);
        expect(word.end_ms).toBeLessThanOrEqual(segment.end_ms);
      }
    }
  });

  test('finds at least four of the five action items with their owner', () => {
    const found = actionItems.filter(({ task, owner }) =>
      meeting.action_items.some((item) => task.test(item.task) && item.owner === owner),
    );

    expect(found.length).toBeGreaterThanOrEqual(4);
  });

  test('finds both decisions', () => {
    const texts = meeting.decisions.map(({ decision }) => decision).join('\n');

    expect(texts).toMatch(/first of march/i);
    expect(texts).toMatch(/old search page/i);
  });

  test('quotes only what was said', () => {
    const said = new Map(meeting.segments.map(({ id, text }) => [id, text.toLowerCase()]));
    for (const { evidence } of [...meeting.action_items, ...meeting.decisions]) {
      expect(evidence.length).toBeGreaterThan(0);
      for (const { segment_id, quote } of evidence)
        expect(said.get(segment_id)).toContain(quote.toLowerCase());
    }
  });

  test('the command finds the system by its data folder, and shows the job, the result and captions of it', async () => {
    const id = jobs[0]!.id;

    expect(await system.meetingCommand('status', id)).toContain('completed');
    expect(JSON.parse(await system.meetingCommand('result', id, '--json'))).toEqual(meeting);
    expect(await system.meetingCommand('result', meeting.id)).toContain(meeting.action_items[0]!.task);
    expect(await system.meetingCommand('captions', id, '--format', 'vtt')).toMatch(/^WEBVTT\n/);
  });

  test('says plainly what made it', () => {
    expect(meeting.engine.transcription.model).toMatch(/offline/i);
    expect(meeting.engine.analysis?.model).toMatch(/offline/i);
  });

  test('the webhook carries the meeting, the metadata and the secret', async () => {
    const [webhook] = await system.allWebhooksOf(jobs[0]!.id);

    expect(webhook?.headers['x-webhook-secret']).toBe('echo-me-0123456789');
    expect(webhook?.body).toMatchObject({
      status: 'completed',
      error: null,
      metadata: { article: 4711 },
      meeting: { id: meeting.id, title: 'Weekly planning — Plänung', summary: meeting.summary },
    });
    expect(webhook?.body.meeting?.segments).toHaveLength(meeting.segments.length);
  });

  test('is exported as captions, as text and as minutes, with everything that was said', async () => {
    const exported = async (format: string) => {
      const path = `/v1/meetings/${meeting.id}/transcript?format=${format}&download=1`;
      const response = await system.request(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toContain(
        'Weekly%20planning%20%E2%80%94%20Pl%C3%A4nung',
      );
      return response.text();
    };
    const said = meeting.segments.flatMap(({ text }) => text.split(' ')).join(' ');
    const cueText = (captions: string) =>
      captions
        .split('\n\n')
        .map((cue) => cue.split('\n').slice(2).join(' '))
        .join(' ');

    expect(
      cueText(await exported('vtt'))
        .replace(/<v \w+>/g, '')
        .trim(),
    ).toBe(said);
    expect(
      cueText(await exported('srt'))
        .replace(/(Laura|Peter|Robert): /g, '')
        .trim(),
    ).toBe(said);
    expect(await exported('txt')).toContain('Robert: ');
    const minutes = await exported('md');
    expect(minutes).toMatch(/^# Weekly planning — Plänung\n/);
    expect(minutes.match(/^- \[ \] /gm)).toHaveLength(meeting.action_items.length);
  });

  test('no file of broker, database, storage or log holds the secret in plain', async () => {
    const held = (await system.filesThatHold(jobs[0]!.id)).join('\n');
    for (const place of [/postgres/, /rabbitmq/, /ingest\.log/]) expect(held).toMatch(place);
    expect(await system.filesThatHold('v1.k1.')).not.toEqual([]);

    expect(await system.filesThatHold('echo-me-0123456789')).toEqual([]);
  });

  test('the API key is in the file that keeps it, and in no other', async () => {
    const secret = system.report.apiKey.replace(/^mi_[^_]+_/, '');

    expect(secret).toHaveLength(43);
    expect(await system.filesThatHold(secret)).toEqual([expect.stringMatching(/api-key$/)]);
  });

  test('the stereo recording has one speaker a channel', () => {
    expect(stereo.speakers).toHaveLength(2);
    expect(stereo.speakers.map(({ name }) => name).toSorted()).toEqual(['Laura', 'Robert']);
  });

  test('the log lines of a job are found by its id in all five services, without secrets or transcript', async () => {
    const logs = await system.logLines();
    const [first] = jobs;

    for (const service of ['ingest', 'transcription', 'analysis', 'persistence', 'notification']) {
      const lines = logs.get(service)?.filter(({ job_id }) => job_id === first?.id) ?? [];
      expect(lines.length, service).toBeGreaterThan(0);
    }
    const everything = JSON.stringify([...logs]);
    expect(everything).not.toContain('echo-me-0123456789');
    expect(everything).not.toMatch(/customers have complained/i);
  });
});

test('a recording that cannot be decoded is refused, and nothing is kept of it', async () => {
  const header = await shortRecording(recording, 0, 2).arrayBuffer();
  const cut = new Blob([header.slice(0, 60), new Uint8Array(4_000)]);

  const response = await system.post(cut, {}, 'cut.ogg');

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'RECORDING_UNREADABLE' });
});

test('a video is transcribed by its sound track', async () => {
  const id = await system.submit(shortVideo(recording, 13.5, 8), {}, 'planning.mkv');

  const job = await system.ended(id);

  expect(job.error).toBeNull();
  expect(job.recording).toMatchObject({ content_type: 'audio/mp4' });
  expect(Math.abs(job.recording!.duration_ms! - 8_000)).toBeLessThan(200);
  expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
}, 100_000);
