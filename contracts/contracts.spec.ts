import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';
import { envelope } from './envelope.js';
import {
  eventDefinition,
  eventsConsumedBy,
  eventsPublishedBy,
  pipeline,
  services,
  type PipelineRow,
} from './pipeline.js';

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

test('the AsyncAPI document is valid', async () => {
  const source = join(import.meta.dirname, 'asyncapi.yaml');

  const { document, diagnostics } = await new Parser().parse(readFileSync(source, 'utf8'), { source });

  expect(diagnostics.filter(({ severity }) => Number(severity) === 0)).toEqual([]);
  expect(document?.channels().length).toBe(rows.length);
});
