import {
  analysisCompleted,
  eventsConsumedBy,
  jobCancelled,
  jobErased,
  jobFailed,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { expect, test } from 'vitest';
import { newJobProgress, progressAfter, type JobProgress } from './job-progress.js';
import { stateOf } from './job-state.js';

const subject = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, second));

function event(
  definition: EventDefinition,
  second: number,
  generation = 1,
  data: unknown = definition.example,
): Envelope {
  return rootEvent(
    { type: definition.type, data },
    { source: 'test', subject, owner: 'default', generation },
    at(second),
  );
}

const prepared = event(recordingPrepared, 1);
const submitted = event(transcriptionSubmitted, 2);
const transcribed = event(transcriptCreated, 9);
const readable = event(meetingTranscribed, 10);
const analysed = event(analysisCompleted, 14);
const completed = event(meetingCompleted, 15);
const delivered = event(webhookDelivered, 16);
const exhausted = event(webhookExhausted, 17);
const failed = event(stageFailed, 5);
const cancelled = event(jobCancelled, 5);
const deadline = event(jobFailed, 5);

const after = (...events: readonly Envelope[]): JobProgress => events.reduce(progressAfter, newJobProgress);
const stateAfter = (...events: readonly Envelope[]) => stateOf(after(...events));

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [index, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [first, ...rest];
  }
}

test('every event that ingest consumes tells of progress, but that of a job which is no more', () => {
  for (const definition of eventsConsumedBy('ingest').filter((one) => one !== jobErased))
    expect(after(event(definition, 1)).facts, definition.type).not.toEqual({});
});

test('a job goes from pending through its stages to completed', () => {
  const steps = [prepared, submitted, transcribed, readable, analysed, completed, delivered];

  const states = steps.map((_, index) => stateAfter(...steps.slice(0, index + 1)));

  expect(stateOf(newJobProgress)).toMatchObject({ status: 'pending', stage: null, completedAt: null });
  expect(states.map(({ status, stage }) => `${status} ${stage}`)).toEqual([
    'processing transcription',
    'processing transcription',
    'processing analysis',
    'processing analysis',
    'processing persistence',
    'completed null',
    'completed null',
  ]);
  expect(states.at(-1)).toMatchObject({
    meetingId: meetingCompleted.example.meeting.id,
    artifacts: meetingCompleted.example.meeting.artifacts,
    engine: meetingCompleted.example.meeting.engine,
    error: null,
    completedAt: completed.time,
    stages: {
      transcription: { startedAt: prepared.time, completedAt: transcribed.time },
      analysis: { startedAt: transcribed.time, completedAt: analysed.time },
      persistence: { startedAt: analysed.time, completedAt: completed.time },
      notification: { startedAt: completed.time, completedAt: delivered.time },
    },
  });
});

test('all orders of arrival of a completed job end in the same state', () => {
  const arrivals = [prepared, submitted, transcribed, readable, analysed, completed, exhausted, delivered];
  const seen = new Set<string>();

  let count = 0;
  for (const order of permutations(arrivals)) {
    count += 1;
    const progress = after(...order);
    seen.add(JSON.stringify([stateOf(progress), progress.facts.notified]));
  }

  expect(count).toBe(40_320);
  expect(seen.size).toBe(1);
});

test.each(['transcription', 'analysis', 'persistence'] as const)(
  'all orders of arrival of a job that failed in %s end in the same state',
  (stage) => {
    const error = { ...stageFailed.example.error, stage };
    const arrivals = [
      prepared,
      submitted,
      transcribed,
      readable,
      event(stageFailed, 12, 1, { error }),
      exhausted,
    ];
    const expected = stateAfter(...arrivals);

    for (const order of permutations(arrivals)) expect(stateAfter(...order)).toEqual(expected);
    expect(expected).toMatchObject({
      status: 'failed',
      stage: null,
      error: { stage },
      completedAt: at(12).toISOString(),
    });
  },
);

test('all orders of arrival of two generations end in the same state', () => {
  const arrivals = [
    prepared,
    failed,
    event(transcriptCreated, 30, 2),
    event(analysisCompleted, 31, 2),
    event(meetingCompleted, 32, 2),
  ];
  const expected = stateAfter(...arrivals);

  for (const order of permutations(arrivals)) expect(stateAfter(...order)).toEqual(expected);
  expect(expected).toMatchObject({ status: 'completed', error: null, completedAt: at(32).toISOString() });
});

test('in no order does a job ever go back', () => {
  const rank = ({ status, stage }: ReturnType<typeof stateOf>) =>
    status === 'completed' ? 9 : ['transcription', 'analysis', 'persistence'].indexOf(stage ?? '');

  for (const order of permutations([prepared, submitted, transcribed, readable, analysed, completed])) {
    const ranks = order.map((_, index) => rank(stateAfter(...order.slice(0, index + 1))));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  }
});

test('an event that comes twice changes nothing', () => {
  const arrivals = [prepared, submitted, transcribed, readable, analysed, completed, delivered];

  expect(after(...arrivals, ...arrivals)).toEqual(after(...arrivals));
});

test.each([
  ['failed', failed],
  ['completed', completed],
  ['failed', deadline],
  ['cancelled', cancelled],
])('a job that is %s stays so within its generation', (status, end) => {
  const ended = stateAfter(prepared, end);

  for (const late of [failed, completed, cancelled, deadline]) {
    expect(stateAfter(prepared, end, late)).toEqual(ended);
  }
  expect(ended).toMatchObject({ status, stage: null, completedAt: end.time });
});

test('nothing that comes late changes a job that is cancelled, but its webhook', () => {
  const ended = after(prepared, readable, cancelled);

  expect(after(prepared, readable, cancelled, submitted, transcribed, analysed, completed, failed)).toEqual(
    ended,
  );
  expect(stateOf(ended)).toMatchObject({
    status: 'cancelled',
    error: null,
    artifacts: null,
    meetingId: meetingTranscribed.example.meetingId,
  });
  expect(stateAfter(prepared, cancelled, delivered).stages.notification).toEqual({
    startedAt: cancelled.time,
    completedAt: delivered.time,
  });
});

test('a replay of a failed job is processed from where it begins', () => {
  const replayed = [prepared, failed, event(analysisCompleted, 30, 2)];

  expect(after(...replayed).generation).toBe(2);
  expect(stateAfter(...replayed)).toMatchObject({
    status: 'processing',
    stage: 'persistence',
    error: null,
    completedAt: null,
  });
  expect(stateAfter(...replayed, completed)).toMatchObject({ status: 'processing' });
  expect(stateAfter(...replayed, event(meetingCompleted, 32, 2))).toMatchObject({ status: 'completed' });
});

test('a late event fills in the times of its stage', () => {
  expect(stateAfter(completed).stages.transcription).toBeNull();
  expect(stateAfter(completed, transcribed, prepared).stages.transcription).toEqual({
    startedAt: prepared.time,
    completedAt: transcribed.time,
  });
});

test('a webhook that was given up and delivered later counts as delivered, and the other way round', () => {
  expect(after(event(webhookExhausted, 20), event(webhookDelivered, 30)).facts.notified).toMatchObject({
    outcome: 'delivered',
  });
  expect(after(event(webhookExhausted, 30), event(webhookDelivered, 20)).facts.notified).toMatchObject({
    outcome: 'exhausted',
    attempts: 4,
  });
});
