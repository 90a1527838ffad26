import { analysisCompleted, type AnalysisCompleted } from '@meeting-intelligence/contracts';
import { AppError, errorCodes } from '@meeting-intelligence/errors';
import type { HandlerContext } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test } from 'vitest';
import { contextOf } from '../test/handler-context.js';
import { created, planning, transcriptOf } from '../test/meetings.js';
import { FakeLanguageModel } from './adapters/fake-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { reportFailedAnalysis } from './report-failed-analysis.js';

const ok = { status: 'ok', reason: null };
const busy = new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', 'the language provider answered 503', {
  retryAfterMs: 9_000,
});
let model: FakeLanguageModel;

beforeEach(() => {
  model = new FakeLanguageModel();
  model.answers.speaker_names = [
    { speakers: [{ label: 'B', name: 'Laura', confidence: 0.9, segment_ids: ['s2'] }] },
  ];
  model.answers.action_items = [
    {
      action_items: [
        {
          ...{ task: 'Write the report', owner_name: null, owner_label: 'B', due_text: null, due_date: null },
          ...{ confidence: 1, evidence: [{ segment_id: 's4', quote: 'write the report' }] },
        },
      ],
    },
  ];
});

test('publishes what all four parts found, with owners by name', async () => {
  const { analysis, artifacts, engine } = await analyse();

  expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
  expect(analysis.summary).toBe('They met.');
  expect(analysis.actionItems).toMatchObject([{ owner: 'Laura', ownerLabel: 'B' }]);
  expect(engine).toEqual({ provider: 'openai', model: 'fake' });
});

test('skips a recording in which nobody speaks, and pays nothing', async () => {
  const { artifacts, engine } = await analyse({}, transcriptOf());

  expect(artifacts.summary).toEqual({ status: 'skipped', reason: 'nobody speaks in this recording' });
  expect(engine).toBeNull();
  expect(model.asked).toEqual([]);
});

test('tries again when a part fails for a moment, and does not pay the others twice', async () => {
  model.answers.decisions = [busy, { decisions: [] }];
  const failure = await analyse().catch((error: unknown) => error as AppError);

  expect(failure).toMatchObject({
    code: 'LANGUAGE_PROVIDER_UNAVAILABLE',
    retryable: true,
    retryAfterMs: 9_000,
    message: '1 of 4 parts of the analysis failed: the language provider answered 503',
  });
  const checkpoint: unknown = JSON.parse(JSON.stringify((failure as AppError).checkpoint));
  const { artifacts } = await analyse({ attempt: 2, checkpoint });

  expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
  expect(
    ['speaker_names', 'meeting_summary', 'action_items', 'decisions'].map((name) => model.timesAsked(name)),
  ).toEqual([1, 1, 1, 2]);
});

test('publishes what there is on the last attempt', async () => {
  model.answers.meeting_summary = [busy];

  const { analysis, artifacts } = await analyse({ attempt: 4, isLastAttempt: true });

  expect(analysis.summary).toBeNull();
  expect(artifacts).toEqual({
    ...{ speakers: ok, actionItems: ok, decisions: ok },
    summary: {
      status: 'failed',
      reason: 'the language provider answered 503 (LANGUAGE_PROVIDER_UNAVAILABLE)',
    },
  });
});

test('does not wait for another attempt where none would help, and remembers it', async () => {
  model.answers.decisions = [new AppError('LANGUAGE_MODEL_REFUSED', 'the language model refused to answer')];
  model.answers.meeting_summary = [busy, { summary: 'They met.', segment_ids: ['s1'] }];
  const failure = await analyse().catch((error: unknown) => error as AppError);

  const { artifacts } = await analyse({ attempt: 2, checkpoint: (failure as AppError).checkpoint });

  expect(artifacts.summary).toEqual(ok);
  expect(artifacts.decisions).toEqual({
    status: 'failed',
    reason: 'the language model refused to answer (LANGUAGE_MODEL_REFUSED)',
  });
  expect(model.timesAsked('decisions')).toBe(1);
});

test('shows nobody the words of a bug', async () => {
  model.answers.decisions = [new TypeError('x is not a function at /srv/app.js')];

  const { artifacts } = await analyse({ isLastAttempt: true });

  expect(artifacts.decisions).toEqual({
    status: 'failed',
    reason: `${errorCodes.UNEXPECTED.meaning} (UNEXPECTED)`,
  });
});

test('hands over what is done when the process stops, even on the last attempt', async () => {
  const stop = new AbortController();
  const stopping = new FakeLanguageModel();
  stopping.complete = async (question) => {
    if (question.name === 'decisions') stop.abort(new Error('the process is stopping'));
    return model.complete(question);
  };
  const handler = new AnalyseTranscriptHandler(stopping, 400_000);
  const context = contextOf({ signal: stop.signal, isLastAttempt: true });

  const failure = await Promise.resolve(handler.handle(created(planning), context)).catch(
    (error: unknown) => error,
  );

  expect(failure).toMatchObject({ retryable: true, checkpoint: { summary: { status: 'ok' } } });
  expect((failure as AppError).checkpoint).toHaveProperty('decisions', undefined);
});

test('does not trip over a checkpoint it cannot read', async () => {
  const { artifacts } = await analyse({ checkpoint: { summary: 'of another version' } });

  expect(artifacts.summary).toEqual(ok);
});

test('given up, reports what an attempt had found and the rest as failed', async () => {
  model.answers.decisions = [busy];
  const failure = (await analyse().catch((error: unknown) => error)) as AppError;
  const timeout = new AppError('HANDLER_TIMEOUT', 'the handler did not finish within 600000 ms', {
    checkpoint: failure.checkpoint,
  });

  const [event] = reportFailedAnalysis(created(planning), timeout);

  const data = analysisCompleted.schema.parse(event?.data);
  expect(data.analysis.summary).toBe('They met.');
  expect(data.artifacts).toMatchObject({
    summary: ok,
    decisions: { status: 'failed', reason: 'the handler did not finish within 600000 ms (HANDLER_TIMEOUT)' },
  });
});

test('given up without anything, reports four failures', () => {
  const [event] = reportFailedAnalysis(created(planning), new AppError('UNEXPECTED', 'secret detail'));

  const { analysis, artifacts, engine } = analysisCompleted.schema.parse(event?.data);
  expect(analysis).toEqual({ speakers: [], summary: null, actionItems: [], decisions: [] });
  expect(engine).toBeNull();
  for (const { status, reason } of Object.values(artifacts)) {
    expect(status).toBe('failed');
    expect(reason).not.toContain('secret detail');
  }
});

async function analyse(
  context: Partial<HandlerContext> = {},
  transcript = planning,
): Promise<AnalysisCompleted['data']> {
  const handler = new AnalyseTranscriptHandler(model, 400_000);
  const result = await handler.handle(created(transcript), contextOf(context));
  const [event] = result as ReturnType<typeof analysisCompleted>[];
  return analysisCompleted.schema.parse(event?.data);
}
