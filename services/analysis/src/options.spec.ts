import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allAnalyses,
  analysisCompleted,
  type AnalysisCompleted,
  type EventDraft,
  type MeetingDetails,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { HandlerContext } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancellationsIn, contextOf, failureOf } from '../test/handler-context.js';
import { created, planning, transcriptOf } from '../test/meetings.js';
import { FakeLanguageModel } from './adapters/fake-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { KeptAnswers } from './kept-answers.js';
import { reportFailedAnalysis } from './report-failed-analysis.js';

const ok = { status: 'ok', reason: null };
const busy = new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', 'the language provider answered 503');
let folder: string;
let store: FolderObjectStore;
let model: FakeLanguageModel;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'options-'));
  store = new FolderObjectStore(folder);
  await store.check();
  model = new FakeLanguageModel();
});
afterEach(() => rm(folder, { recursive: true }));

describe('what nobody asked for', () => {
  const skipped = { status: 'skipped', reason: 'not requested' };
  const summaryAlone = { analyses: ['summary'] } satisfies Partial<MeetingDetails>;

  test('is skipped and costs nothing', async () => {
    const { analysis, artifacts } = await handled(created(planning, summaryAlone));

    expect(artifacts).toEqual({ speakers: skipped, summary: ok, actionItems: skipped, decisions: skipped });
    expect(analysis).toEqual({ speakers: [], summary: 'They met.', actionItems: [], decisions: [] });
    expect(model.asked.map(({ name }) => name)).toEqual(['meeting_summary']);
  });

  test('may be everything: then nobody is asked', async () => {
    const { artifacts, engine } = await handled(created(planning, { analyses: [] }));

    expect(artifacts).toEqual({
      speakers: skipped,
      summary: skipped,
      actionItems: skipped,
      decisions: skipped,
    });
    expect(engine).toBeNull();
    expect(model.asked).toEqual([]);
  });

  test('is told as such also where nobody speaks', async () => {
    const { artifacts } = await handled(created(transcriptOf(), summaryAlone));

    expect(artifacts.summary.reason).toBe('nobody speaks in this recording');
    expect(artifacts.decisions).toEqual(skipped);
  });

  test('does not fail with what was asked for', async () => {
    model.answers.meeting_summary = [busy];
    const event = created(planning, summaryAlone);

    const { message, checkpoint } = await failureOf(handled(event));
    expect(message).toMatch(/^1 of 1 parts/);

    // An event that travelled by claim check does not say what was asked for; what an attempt left behind does.
    for (const given of [event, { ...event, data: undefined }]) {
      const [told] = reportFailedAnalysis(given, new AppError('HANDLER_TIMEOUT', 'too late', { checkpoint }));
      const { artifacts } = analysisCompleted.schema.parse(told?.data);
      expect(artifacts.summary.status).toBe('failed');
      expect(artifacts.decisions).toEqual(skipped);
    }
    const [untried] = reportFailedAnalysis(event, new AppError('HANDLER_TIMEOUT', 'too late'));
    expect(analysisCompleted.schema.parse(untried?.data).artifacts.decisions).toEqual(skipped);
  });

  test('is found all the same once a replay asks for it', async () => {
    model.answers.meeting_summary = [busy, { summary: 'They met.', segment_ids: ['s1'] }];
    const event = created(planning, summaryAlone);
    const { checkpoint } = await failureOf(handled(event));
    const meeting = { ...event.data.meeting, analyses: [...allAnalyses] };

    const { artifacts } = await handled(
      { ...event, generation: 2, data: { ...event.data, meeting } },
      { checkpoint },
    );

    expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
  });
});

async function handled(
  event: TranscriptCreated,
  context: Partial<HandlerContext> = {},
): Promise<AnalysisCompleted['data']> {
  const handler = new AnalyseTranscriptHandler(
    model,
    new KeptAnswers(store),
    cancellationsIn(store),
    400_000,
  );
  const [completed] = (await handler.handle(event, contextOf(context))) as EventDraft[];
  return analysisCompleted.schema.parse(completed?.data);
}
