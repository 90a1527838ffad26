import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { beforeEach, expect, test } from 'vitest';
import type { Facts, JobProgress } from '../job-progress.js';
import { measureProgress } from './measure-progress.js';

const at = (seconds: number) => ({ at: new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString() });
const progress = (facts: Facts, generation = 1): JobProgress => ({ generation, facts });
const engine = { provider: 'assemblyai', model: 'best' } as never;
const createdAt = new Date(at(0).at);

const accepted: Facts = { accepted: at(1) };
const prepared: Facts = { ...accepted, prepared: at(3) };
const transcribed: Facts = { ...prepared, transcribed: { ...at(33), engine } };

beforeEach(() => {
  registry.resetMetrics();
  forgetRendering();
});

test('a stage is measured by the event that ends it, once', async () => {
  measureProgress(progress(prepared), progress(transcribed), createdAt);
  measureProgress(progress(transcribed), progress({ ...transcribed, submitted: at(4) }), createdAt);

  const { body } = await scrape();
  expect(body).toContain('job_stage_duration_seconds_sum{stage="transcription",outcome="ok"} 30\n');
  expect(body).toContain('job_stage_duration_seconds_count{stage="transcription",outcome="ok"} 1\n');
  expect(body).not.toContain('job_critical_time_seconds_count');
});

test('a job is measured from its submission to its end, without its time in the bulk lane', async () => {
  const waited = { waiting: { at: '2026-11-20T12:00:00.000Z' }, ...prepared };
  measureProgress(progress(waited), progress({ ...waited, cancelled: at(61) }), createdAt);

  expect((await scrape()).body).toContain('job_critical_time_seconds_sum{outcome="cancelled"} 60\n');
});

test('a stage that fails the job counts as failed', async () => {
  const error = { code: 'SPEECH_PROVIDER_REJECTED', message: 'no', retryable: false, stage: 'transcription' };
  measureProgress(
    progress(prepared),
    progress({ ...prepared, failed: { ...at(10), error } } as Facts),
    createdAt,
  );

  const { body } = await scrape();
  expect(body).toContain('job_stage_duration_seconds_sum{stage="transcription",outcome="failed"} 7\n');
  expect(body).toContain('job_critical_time_seconds_count{outcome="failed"} 1\n');
});

test('a replay of which the beginning is not known has no time', async () => {
  const failed = progress({ ...prepared, cancelled: at(9) });
  measureProgress(failed, progress({ cancelled: at(60) }, 2), createdAt);

  expect((await scrape()).body).not.toContain('job_critical_time_seconds_count');
});
