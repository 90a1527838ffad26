import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  analysisCompleted,
  jobCancelled,
  type AnalysisCompleted,
  type EventDraft,
  type JobCancelled,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import { AppError, errorCodes } from '@meeting-intelligence/errors';
import { rootEvent, type HandlerContext } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancellationsIn, contextOf, failureOf } from '../test/handler-context.js';
import { created, planning, transcriptOf } from '../test/meetings.js';
import { FakeLanguageModel } from './adapters/fake-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { KeptAnswers } from './kept-answers.js';
import type { LanguageModel } from './language-model.js';
import { reportFailedAnalysis } from './report-failed-analysis.js';

const ok = { status: 'ok', reason: null };
const busy = new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', 'the language provider answered 503', {
  retryAfterMs: 9_000,
});
const names = ['speaker_names', 'meeting_summary', 'action_items', 'decisions'];
let folder: string;
let store: FolderObjectStore;
let model: FakeLanguageModel;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analyses-'));
  store = new FolderObjectStore(folder);
  await store.check();
  lines = [];
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
afterEach(() => rm(folder, { recursive: true }));

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
  expect(timesAsked()).toEqual([1, 1, 1, 2]);
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

test('a replay asks again for what was refused, and remembers a new refusal', async () => {
  const refused = new AppError('LANGUAGE_MODEL_REFUSED', 'the language model refused to answer');
  model.answers.decisions = [refused, refused, { decisions: [] }];
  model.answers.meeting_summary = [busy, busy, { summary: 'They met.', segment_ids: ['s1'] }];
  const event = created(planning);
  const replayed = { ...event, generation: 2 };

  const first = await failureOf(handled(event));
  const second = await failureOf(handled(replayed, { checkpoint: first.checkpoint }));
  expect(model.timesAsked('decisions')).toBe(2);
  const third = await handled(replayed, { attempt: 2, checkpoint: second.checkpoint });

  expect(third.artifacts.decisions.status).toBe('failed');
  expect(model.timesAsked('decisions')).toBe(2);
  // What was found is not paid again.
  expect(model.timesAsked('speaker_names')).toBe(1);
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
  const summarised = Promise.withResolvers<void>();
  stopping.complete = async (question) => {
    if (question.name === 'decisions') {
      await summarised.promise;
      stop.abort(new Error('the process is stopping'));
    }
    const answer = await model.complete(question);
    if (question.name === 'meeting_summary') summarised.resolve();
    return answer;
  };
  const handler = handlerOf(stopping);
  const context = contextOf({ signal: stop.signal, isLastAttempt: true });

  const failure = await Promise.resolve(handler.handle(created(planning), context)).catch(
    (error: unknown) => error,
  );

  expect(failure).toMatchObject({ retryable: true, checkpoint: { summary: { status: 'ok' } } });
  expect((failure as AppError).checkpoint).toHaveProperty('decisions', undefined);
});

describe('while the provider is away', () => {
  const paused = new AppError('LANGUAGE_PROVIDER_PAUSED', 'the language provider is away');

  test('nothing is called failed, not on the last attempt either', async () => {
    model.answers.meeting_summary = [paused, { summary: 'They met.', segment_ids: ['s1'] }];

    const failure = await failureOf(analyse({ attempt: 4, isLastAttempt: true }));
    expect(failure).toMatchObject({ code: 'LANGUAGE_PROVIDER_PAUSED', retryable: true });

    const { artifacts } = await analyse({ isLastAttempt: true, checkpoint: failure.checkpoint });
    expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
    expect(timesAsked()).toEqual([1, 2, 1, 1]);
  });

  test('what failed beside it is waited for with it, and what succeeded is kept', async () => {
    model.answers.meeting_summary = [busy, { summary: 'They met.', segment_ids: ['s1'] }];
    model.answers.decisions = [paused, { decisions: [] }];

    const failure = await failureOf(analyse({ attempt: 4, isLastAttempt: true }));
    expect(failure).toMatchObject({
      code: 'LANGUAGE_PROVIDER_PAUSED',
      message: expect.stringMatching(/^2 of 4/),
    });

    const { artifacts } = await analyse({ isLastAttempt: true, checkpoint: failure.checkpoint });
    expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
    expect(timesAsked()).toEqual([1, 2, 1, 2]);
  });

  test('what was refused stays refused', async () => {
    model.answers.meeting_summary = [
      new AppError('LANGUAGE_MODEL_REFUSED', 'the language model refused to answer'),
    ];
    model.answers.decisions = [paused, { decisions: [] }];

    const { checkpoint } = await failureOf(analyse());
    const { artifacts } = await analyse({ checkpoint });

    expect(artifacts.summary.status).toBe('failed');
    expect(timesAsked()).toEqual([1, 1, 1, 2]);
  });
});

describe('a job that was cancelled', () => {
  const cancelled = ({ source, subject, owner, generation }: TranscriptCreated) =>
    rootEvent(jobCancelled({}), { source, subject, owner, generation }) as JobCancelled;

  test('costs nothing more, and the log says so', async () => {
    const event = created(planning);
    await cancellationsIn(store).add(cancelled(event));

    expect(await handlerOf().handle(event, contextOf())).toEqual([]);
    expect(model.asked).toEqual([]);
    expect(lines).toEqual(['job was cancelled: its transcript is not analysed']);

    expect(await handlerOf().handle({ ...event, generation: 2 }, contextOf())).toHaveLength(1);
  });

  test('costs nothing from the next question on', async () => {
    const event = created(
      transcriptOf(['A', 'x'.repeat(600)], ['B', 'y'.repeat(600)], ['A', 'z'.repeat(600)]),
    );
    const asking = new FakeLanguageModel();
    asking.complete = async (question) => {
      const answer = await model.complete(question);
      await cancellationsIn(store).add(cancelled(event));
      return answer;
    };

    expect(await handlerOf(asking, 700).handle(event, contextOf())).toEqual([]);

    expect(model.asked.length).toBeLessThanOrEqual(4);
    expect(lines).toEqual(['job was cancelled: its analysis is not finished']);
  });

  test('is told of by nobody here, when its cancellation is given up', () => {
    expect(reportFailedAnalysis(cancelled(created(planning)), new AppError('UNEXPECTED', 'a bug'))).toEqual(
      [],
    );
  });
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
  return handled(created(transcript), context);
}

async function handled(
  event: TranscriptCreated,
  context: Partial<HandlerContext> = {},
): Promise<AnalysisCompleted['data']> {
  const [completed] = (await handlerOf().handle(event, contextOf(context))) as EventDraft[];
  return analysisCompleted.schema.parse(completed?.data);
}

function handlerOf(asked: LanguageModel = model, maxChars = 400_000): AnalyseTranscriptHandler {
  return new AnalyseTranscriptHandler(asked, new KeptAnswers(store), cancellationsIn(store, lines), maxChars);
}

function timesAsked(): number[] {
  return names.map((name) => model.timesAsked(name));
}
