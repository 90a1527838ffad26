import {
  analysisCompleted,
  jobCancelled,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { eventOf } from '../test/a-job.js';
import { newJobProgress, progressAfter } from './job-progress.js';
import { progressShareOf } from './progress-share.js';

const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const shareAfter = (...definitions: readonly EventDefinition[]) =>
  progressShareOf(
    definitions.reduce((progress, one) => progressAfter(progress, eventOf(one, id)), newJobProgress).facts,
  );

test('grows from 0 to 1 with every step', () => {
  const steps = [
    recordingPrepared,
    transcriptionSubmitted,
    transcriptCreated,
    analysisCompleted,
    meetingCompleted,
  ];
  const shares = [0, 1, 2, 3, 4, 5].map((count) => shareAfter(...steps.slice(0, count)));

  expect(shares).toEqual([0, 0.1, 0.2, 0.6, 0.9, 1]);
});

test('does not go back when an event of an earlier step comes late', () => {
  expect(shareAfter(transcriptCreated, recordingPrepared)).toBe(0.6);
});

test.each([stageFailed, jobCancelled])('stays where it was when the job ends otherwise: %o', (end) => {
  expect(shareAfter(recordingPrepared, transcriptCreated, end)).toBe(0.6);
});
