import { meetingDetails } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { meetingDetailsOf, secretNeedsUrl, submissionFields } from './submission.js';

/** As a body of JSON would use the fields. */
const body = z.strictObject(submissionFields).refine(...secretNeedsUrl);

function faultsOf(value: unknown): string[] {
  const faults = body.safeParse(value).error?.issues ?? [];
  return [...new Set(faults.map(({ path }) => `/${path.join('/')}`))].sort();
}

const everything = {
  title: 'Weekly planning',
  recorded_at: '2026-11-20T10:00:00+01:00',
  language: 'en',
  speakers_expected: 3,
  speaker_names: ['Laura Palmer'],
  vocabulary: ['Kubernetes'],
  analyses: ['summary'],
  summary_template: 'Topics:',
  external_id: 'article-4711',
  webhook_url: 'https://cms.example/hook',
  webhook_secret: 's3cret!',
  metadata: { article: 4711 },
};

test('takes every field as the value it is, and the event takes what comes of it', () => {
  const details = meetingDetailsOf(body.parse(everything), new Date());

  expect(details).toEqual({
    title: 'Weekly planning',
    recordedAt: '2026-11-20T10:00:00+01:00',
    language: 'en',
    speakersExpected: 3,
    metadata: { article: 4711 },
    externalId: 'article-4711',
    speakerNames: ['Laura Palmer'],
    vocabulary: ['Kubernetes'],
    analyses: ['summary'],
    summaryTemplate: 'Topics:',
  });
  expect(meetingDetails.parse(details)).toEqual(details);
});

test('who says nothing gets every analysis', () => {
  expect(meetingDetailsOf(body.parse({}), new Date('2026-11-20T09:00:00Z'))).toEqual({
    title: null,
    recordedAt: '2026-11-20T09:00:00.000Z',
    language: null,
    speakersExpected: null,
    metadata: {},
    externalId: null,
    speakerNames: [],
    vocabulary: [],
    analyses: ['speakers', 'summary', 'action_items', 'decisions'],
    summaryTemplate: null,
  });
});

test('tells of every fault at once', () => {
  expect(
    faultsOf({
      ...{
        title: 7,
        speakers_expected: '3',
        speaker_names: 'Laura',
        vocabulary: [null],
        analyses: 'summary',
      },
      ...{ external_id: 4711, metadata: [], owner_id: 1, webhook_secret: 's3cret!', language: null },
    }),
  ).toEqual([
    '/',
    '/analyses',
    '/external_id',
    '/language',
    '/metadata',
    '/speaker_names',
    '/speakers_expected',
    '/title',
    '/vocabulary/0',
    '/webhook_secret',
  ]);
});

test.each([0, 33, 1.5, Number.NaN])('refuses %s expected speakers', (speakers_expected) => {
  expect(faultsOf({ speakers_expected })).not.toEqual([]);
});

test('refuses metadata by its size as JSON, and however deep it is', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;

  expect(faultsOf({ metadata: { a: 'é'.repeat(8_200) } })).toEqual(['/metadata']);
  expect(faultsOf({ metadata: deep })).toEqual([`/metadata${'/a'.repeat(20)}`]);
});

test('looks through a long list once', () => {
  const many = Array.from({ length: 60_000 }, (_, index) => `${index}`);

  const start = performance.now();
  expect(faultsOf({ vocabulary: many })).toEqual(['/vocabulary']);
  expect(performance.now() - start).toBeLessThan(2_000);
});
