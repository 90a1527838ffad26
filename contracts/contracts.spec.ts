import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';
import { envelope } from './envelope.js';
import { jobCompleted } from './events/job-completed.v1.js';
import { jobSubmitted } from './events/job-submitted.v1.js';
import { meetingCompleted } from './events/meeting-completed.v1.js';
import { recordingPrepared } from './events/recording-prepared.v1.js';
import { transcriptCreated } from './events/transcript-created.v1.js';
import { transcriptionSubmitted } from './events/transcription-submitted.v1.js';
import { handlingAttributes } from './handling.js';
import {
  eventDefinition,
  eventsConsumedBy,
  eventsPublishedBy,
  pipeline,
  services,
  type PipelineRow,
} from './pipeline.js';

const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const rows: readonly PipelineRow[] = pipeline;

describe.each(rows.map((row) => [row.event.type, row] as const))(
  '%s',
  (type, { event, publishedBy, consumedBy }) => {
    test('its example fits its schema, also with a field that a later version may add', () => {
      expect(event.schema.safeParse(event.example).error).toBeUndefined();
      expect(event.schema.safeParse({ ...(event.example as object), addedLater: 1 }).error).toBeUndefined();
    });

    test('somebody publishes it and somebody consumes it', () => {
      expect(publishedBy.length).toBeGreaterThan(0);
      expect(consumedBy.length).toBeGreaterThan(0);
    });

    test('is found by its type, and makes drafts of it', () => {
      expect(eventDefinition(type)).toBe(event);
      expect(event(event.example)).toEqual({ type, data: event.example });
    });
  },
);

describe('what a build did not say that knew no options', () => {
  const everything = ['speakers', 'summary', 'action_items', 'decisions'];

  test.each([
    [jobSubmitted, jobSubmitted.example],
    [recordingPrepared, recordingPrepared.example],
    [transcriptionSubmitted, transcriptionSubmitted.example],
    [transcriptCreated, transcriptCreated.example],
  ])('about a meeting, is the default in $type', ({ schema }, example) => {
    const { title, recordedAt, language, speakersExpected, metadata } = example.meeting;
    const meeting = { title, recordedAt, language, speakersExpected, metadata };

    expect(schema.parse({ ...example, meeting }).meeting).toEqual({
      ...meeting,
      ...{ externalId: null, speakerNames: [], vocabulary: [], summaryTemplate: null },
      analyses: everything,
    });
  });

  test.each([meetingCompleted, jobCompleted])(
    'is the default in the result of $type',
    ({ schema, example }) => {
      const { external_id, analyses, ...meeting } = example.meeting;
      expect([external_id, analyses]).not.toContain(undefined);

      expect(schema.parse({ meeting }).meeting).toMatchObject({ external_id: null, analyses: everything });
    },
  );
});

test('no event stands in the pipeline twice', () => {
  const types = rows.map((row) => row.event.type);

  expect(new Set(types).size).toBe(types.length);
});

test('every service takes part', () => {
  for (const service of services) {
    expect(eventsConsumedBy(service).length).toBeGreaterThan(0);
    expect(eventsPublishedBy(service).length).toBeGreaterThan(0);
  }
});

test('an unknown version is not a known event', () => {
  expect(eventDefinition('job.submitted.v2')).toBeUndefined();
});

test('the envelope demands a job, an id and a versioned type', () => {
  const faults = envelope.safeParse({ specversion: '1.0', type: 'JobSubmitted', data: {} }).error?.issues;

  expect(faults?.map((issue) => issue.path[0])).toEqual(expect.arrayContaining(['id', 'subject', 'type']));
});

test('an event says how it was handled in attributes that CloudEvents allows, and one that says nothing is as good', () => {
  const first = {
    ...{ specversion: '1.0', id: jobId, type: 'job.submitted.v1', source: 'ingest', subject: jobId },
    ...{ time: '2026-11-20T09:00:00.000Z', datacontenttype: 'application/json', dataschema: 's' },
    ...{ generation: 1, owner: 'cms', data: {} },
  };
  const handling = {
    startedat: first.time,
    attempt: 2,
    waitedms: 5,
    deferrals: 1,
    failures: '[]',
    calls: '[]',
  };

  expect(envelope.parse(first)).toEqual(first);
  expect(envelope.parse({ ...first, ...handling })).toEqual({ ...first, ...handling });
  // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions and #type-system
  expect(Object.keys(handlingAttributes.shape)).toEqual(Object.keys(handling));
  for (const name of Object.keys(handling)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  expect(envelope.safeParse({ ...first, waitedms: 2 ** 31 }).success).toBe(false);
});

test('the AsyncAPI document is valid', async () => {
  const source = join(import.meta.dirname, 'asyncapi.yaml');

  const { document, diagnostics } = await new Parser().parse(readFileSync(source, 'utf8'), { source });

  expect(diagnostics.filter(({ severity }) => Number(severity) === 0)).toEqual([]);
  expect(document?.channels().length).toBe(rows.length);
});
