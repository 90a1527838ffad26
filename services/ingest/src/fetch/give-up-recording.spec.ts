import { randomUUID } from 'node:crypto';
import { recordingRequested, stageFailed, transcriptCreated } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { expect, test } from 'vitest';
import { eventOf } from '../../test/a-job.js';
import { giveUpRecording } from './give-up-recording.js';

test('a recording that is given up is a stage that failed; another event that is given up is not', () => {
  const event = eventOf(recordingRequested, randomUUID());
  const failure = new AppError('RECORDING_URL_REJECTED', 'its answer is 404');
  const error = { code: failure.code, message: failure.message, retryable: false, stage: 'transcription' };

  expect(giveUpRecording(event, failure)).toEqual([{ type: stageFailed.type, data: { error } }]);
  expect(giveUpRecording(event, new AppError('UNEXPECTED', 'x is not a function'))).not.toMatchObject([
    { data: { error: { message: 'x is not a function' } } },
  ]);
  expect(giveUpRecording(eventOf(transcriptCreated, randomUUID()), failure)).toEqual([]);
});
