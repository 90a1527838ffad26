import { randomUUID } from 'node:crypto';
import {
  analysisCompleted,
  meetingCompleted,
  meetingTranscribed,
  publicMeeting,
  stageFailed,
  transcriptCreated,
  type PublicMeeting,
} from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import { autoTeardown, eventually, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingIdOf } from '../src/meetings.js';
import { analysed, cancelled, fullAnalysis, said, transcribed, twoSpeakers } from './a-meeting.js';
import { RunningPersistence } from './running-persistence.js';

const leaks = leakCheck();
const teardown = autoTeardown();
const lines: string[] = [];
let persistence: RunningPersistence;

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  persistence = teardown.use(await RunningPersistence.start(database.url, lines));
}, 120_000);

afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
});

async function completedMeeting(jobId: string): Promise<PublicMeeting> {
  return eventually(() => {
    const [completed] = persistence.published(jobId, meetingCompleted.type);
    expect(completed).toBeDefined();
    return (completed!.data as { meeting: PublicMeeting }).meeting;
  });
}

/** As the API gives it, checked to have exactly the fields of the contract. */
async function readable(jobId: string): Promise<PublicMeeting> {
  const response = await persistence.getMeeting(meetingIdOf(jobId));
  expect(response.status).toBe(200);
  return publicMeeting.strict().parse(await response.json());
}

test('a transcript can be read before any analysis, with words and without artifacts', async () => {
  const jobId = randomUUID();

  await persistence.bus.publish([transcribed(jobId, twoSpeakers)]);

  const [told] = await eventually(() => {
    const events = persistence.published(jobId, meetingTranscribed.type);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(told!.data).toEqual({ meetingId: meetingIdOf(jobId), speakers: 2, segments: 4 });
  expect(persistence.published(jobId, meetingCompleted.type)).toEqual([]);
  const meeting = await readable(jobId);
  expect(meeting).toMatchObject({
    job_id: jobId,
    artifacts: null,
    summary: null,
    metadata: { article: 4711 },
    external_id: 'article-4711',
  });
  expect(meeting.engine.analysis).toBeNull();
  expect(meeting.segments[1]).toMatchObject({ speaker_id: 'B', speaker: 'Speaker B', start_ms: 2_000 });
  expect(meeting.segments[1]!.words).toHaveLength(4);
});

test('says what was asked for, and skips the rest of it with its reason', async () => {
  const jobId = randomUUID();
  const analyses: PublicMeeting['analyses'] = ['summary'];
  const skipped = { status: 'skipped', reason: 'not requested' } as const;
  const { artifacts } = fullAnalysis;

  await persistence.bus.publish([
    transcribed(jobId, { ...twoSpeakers, meeting: { ...twoSpeakers.meeting, analyses } }),
    analysed(jobId, { ...fullAnalysis, artifacts: { ...artifacts, decisions: skipped } }),
  ]);

  const told = await completedMeeting(jobId);
  expect(told).toMatchObject({ analyses, artifacts: { decisions: skipped } });
  expect(await readable(jobId)).toMatchObject({ analyses, artifacts: { decisions: skipped } });
});

test('takes a transcript of a build that knew no options', async () => {
  const jobId = randomUUID();
  const { title, recordedAt, language, speakersExpected, metadata } = twoSpeakers.meeting;
  const meeting = { title, recordedAt, language, speakersExpected, metadata };

  await persistence.bus.publish([transcribed(jobId, { ...twoSpeakers, meeting })]);

  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  expect(await readable(jobId)).toMatchObject({
    external_id: null,
    analyses: ['speakers', 'summary', 'action_items', 'decisions'],
  });
});

test('shows in UTC when a meeting took place, whatever the offset it came with', async () => {
  const jobId = randomUUID();
  const meeting = { ...twoSpeakers.meeting, recordedAt: '2026-11-20T23:30:00-05:00' };

  await persistence.bus.publish([transcribed(jobId, { ...twoSpeakers, meeting })]);

  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  expect(await readable(jobId)).toMatchObject({ recorded_at: '2026-11-21T04:30:00.000Z' });
});

test('the analysis completes the meeting: names, turns, links to what was said, no words in the event', async () => {
  const jobId = randomUUID();

  await persistence.bus.publish([transcribed(jobId, twoSpeakers)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  await persistence.bus.publish([analysed(jobId, fullAnalysis)]);

  const meeting = await completedMeeting(jobId);
  expect(meeting.speakers).toEqual([
    {
      id: 'A',
      label: 'A',
      name: 'Robert',
      name_source: 'analysis',
      confidence: 0.9,
      talk_time_ms: 3_000,
      turns: 2,
    },
    { id: 'B', label: 'B', name: null, name_source: null, confidence: null, talk_time_ms: 3_500, turns: 1 },
  ]);
  expect(meeting.segments.map(({ speaker }) => speaker)).toEqual([
    'Robert',
    'Speaker B',
    'Speaker B',
    'Robert',
  ]);
  expect(meeting.segments.some(({ words }) => words)).toBe(false);
  expect(meeting.action_items).toEqual([
    {
      id: 'a1',
      task: 'Write the notes',
      owner: 'Speaker B',
      owner_speaker_id: 'B',
      due_text: 'by Friday',
      due_date: '2026-11-27',
      confidence: 0.8,
      evidence: [{ segment_id: 's3', start_ms: 5_500, quote: 'I write the notes.' }],
    },
  ]);
  expect(meeting.decisions[0]).toMatchObject({ id: 'd1', decided_by: ['A', 'B'] });
  expect(meeting.artifacts?.decisions).toEqual({
    status: 'failed',
    reason: 'the language model refused to answer',
  });
  const read = await readable(jobId);
  expect({
    ...read,
    segments: read.segments.map(({ words, ...segment }) => (expect(words).toBeDefined(), segment)),
  }).toEqual(meeting);
});

test('an analysis that overtook its transcript waits for it', async () => {
  const jobId = randomUUID();

  await persistence.bus.publish([analysed(jobId, fullAnalysis)]);
  await persistence.bus.idle();
  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  await persistence.bus.publish([transcribed(jobId, twoSpeakers)]);

  const meeting = await completedMeeting(jobId);
  expect(meeting.summary).toBe('They ship on Friday.');
  expect(meeting.action_items[0]!.evidence).toHaveLength(1);
  expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1);
});

test('both halves at the same time, each twice, complete every meeting exactly once', async () => {
  const jobIds = Array.from({ length: 30 }, () => randomUUID());

  await persistence.bus.publish(
    jobIds.flatMap((id, index) => {
      const halves = [transcribed(id, twoSpeakers), analysed(id, fullAnalysis)];
      return index % 2 ? [...halves, ...halves] : [...halves.toReversed(), ...halves];
    }),
  );
  await Promise.all(jobIds.map(completedMeeting));
  await persistence.bus.idle();

  for (const jobId of jobIds) {
    expect(persistence.published(jobId, meetingCompleted.type)).toHaveLength(1);
    expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1);
  }
});

test('a later generation replaces the meeting and completes again', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId, twoSpeakers), analysed(jobId, fullAnalysis)]);
  await completedMeeting(jobId);

  await persistence.bus.publish([transcribed(jobId, transcriptCreated.example, 2)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(2));
  expect(await readable(jobId)).toMatchObject({ artifacts: null, action_items: [], duration_ms: 4_000 });
  await persistence.bus.publish([analysed(jobId, analysisCompleted.example, 2)]);

  await eventually(() => expect(persistence.published(jobId, meetingCompleted.type)).toHaveLength(2));
  expect(await readable(jobId)).toMatchObject({ summary: 'Robert opened the meeting.' });
});

test('halves that were replayed apart complete the later generation, whichever comes second', async () => {
  const jobId = randomUUID();

  await persistence.bus.publish([transcribed(jobId, twoSpeakers, 3)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  await persistence.bus.publish([analysed(jobId, fullAnalysis, 2)]);

  await completedMeeting(jobId);
  expect(persistence.published(jobId, meetingCompleted.type).map(({ generation }) => generation)).toEqual([
    3,
  ]);
});

test('of a cancelled job nothing that arrives late is stored or told, and a later generation is', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([cancelled(jobId)]);
  await persistence.bus.idle();

  await persistence.bus.publish([transcribed(jobId, twoSpeakers), analysed(jobId, fullAnalysis)]);
  await persistence.bus.idle();

  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  expect(persistence.published(jobId, meetingTranscribed.type)).toEqual([]);
  expect(persistence.published(jobId, meetingCompleted.type)).toEqual([]);
  await persistence.bus.publish([transcribed(jobId, twoSpeakers, 2), analysed(jobId, fullAnalysis, 2)]);
  expect(await completedMeeting(jobId)).toMatchObject({ summary: 'They ship on Friday.' });
});

test('what was stored before a job was cancelled stays', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId, twoSpeakers)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));

  await persistence.bus.publish([cancelled(jobId)]);
  await persistence.bus.idle();
  await persistence.bus.publish([analysed(jobId, fullAnalysis)]);
  await persistence.bus.idle();

  expect(await readable(jobId)).toMatchObject({ artifacts: null, summary: null });
  expect(persistence.published(jobId, meetingCompleted.type)).toEqual([]);
});

test('a transcript and the cancellation at the same time: stored and told, or neither', async () => {
  const jobIds = Array.from({ length: 20 }, () => randomUUID());

  await persistence.bus.publish(jobIds.flatMap((id) => [cancelled(id), transcribed(id, twoSpeakers)]));
  await persistence.bus.idle();

  for (const jobId of jobIds) {
    const isStored = (await persistence.getMeeting(meetingIdOf(jobId))).status === 200;
    await eventually(() =>
      expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(isStored ? 1 : 0),
    );
  }
});

test('characters that PostgreSQL refuses are left out, all others survive', async () => {
  const jobId = randomUUID();
  const strange = 'Zoë\0 said 😀\ud800 in 東京';
  const meeting = {
    ...twoSpeakers.meeting,
    title: strange,
    externalId: strange,
    metadata: { 'k\0': [strange] },
  };
  const segment = said('s1', 'A', 0, 10, strange);

  await persistence.bus.publish([
    transcribed(jobId, {
      ...twoSpeakers,
      meeting,
      transcript: { ...twoSpeakers.transcript, segments: [segment] },
    }),
    analysed(jobId, { ...fullAnalysis, analysis: { ...fullAnalysis.analysis, summary: strange } }),
  ]);

  const clean = 'Zoë said 😀\ufffd in 東京';
  expect(await completedMeeting(jobId)).toMatchObject({
    title: clean,
    summary: clean,
    metadata: { k: [clean] },
    external_id: clean,
  });
});

test('stores eight hours of meeting: 70 000 words in 6 000 segments', async () => {
  const jobId = randomUUID();
  const segments = Array.from({ length: 6_000 }, (_, i) =>
    said(
      `s${i + 1}`,
      'ABCDEF'[i % 6]!,
      i * 4_800,
      i * 4_800 + 4_500,
      'one two three four five six seven eight nine ten eleven twelve',
    ),
  );

  await persistence.bus.publish([
    transcribed(jobId, { ...twoSpeakers, transcript: { ...twoSpeakers.transcript, segments } }),
    analysed(jobId, fullAnalysis),
  ]);

  expect((await completedMeeting(jobId)).segments).toHaveLength(6_000);
  const read = await readable(jobId);
  expect(read.segments.at(-1)).toMatchObject({ id: 's6000', speaker_id: 'F' });
  expect(read.segments.flatMap(({ words }) => words!)).toHaveLength(72_000);
});

test('an event that cannot be stored is dead-lettered, and the job told to have failed in persistence', async () => {
  const jobId = randomUUID();
  const segments = [said('s1', 'A', 0, 10, 'secret words'), said('s1', 'A', 10, 20, 'the same id again')];

  await persistence.bus.publish([
    transcribed(jobId, { ...twoSpeakers, transcript: { ...twoSpeakers.transcript, segments } }),
  ]);

  await eventually(() => expect(persistence.published(jobId, stageFailed.type)).toHaveLength(1));
  expect(persistence.published(jobId, stageFailed.type)[0]!.data).toMatchObject({
    error: { code: 'UNEXPECTED', message: errorCodes.UNEXPECTED.meaning, stage: 'persistence' },
  });
  await eventually(() =>
    expect(persistence.bus.deadLetters('persistence.transcript.created.v1')).toHaveLength(1),
  );
  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  expect(lines.some((line) => line.includes('secret words'))).toBe(false);
});
