/** Every question to the model costs money: these count them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  analysisCompleted,
  type AnalysisCompleted,
  type EventDraft,
  type MeetingDetails,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { HandlerContext } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancellationsIn, contextOf, failureOf } from '../test/handler-context.js';
import { created, planning } from '../test/meetings.js';
import { FakeLanguageModel } from './adapters/fake-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { KeptAnswers } from './kept-answers.js';

const ok = { status: 'ok', reason: null };
const allOk = { speakers: ok, summary: ok, actionItems: ok, decisions: ok };
const busy = new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', 'the language provider answered 503');
let folder: string;
let store: FolderObjectStore;
let model: FakeLanguageModel;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answers-'));
  store = new FolderObjectStore(folder);
  await store.check();
  model = new FakeLanguageModel();
});
afterEach(() => rm(folder, { recursive: true }));

test('an answer is not paid again by a process that goes on where another was killed before it published', async () => {
  const event = created(planning);
  const first = await handled(event);

  expect(await handled(event)).toEqual(first);
  expect(timesAsked()).toEqual([1, 1, 1, 1]);
});

test('an answer is not paid again where the process was killed with one part to go, and its checkpoint is lost', async () => {
  const event = created(planning);
  model.answers.decisions = [busy, { decisions: [] }];
  await failureOf(handled(event));

  const { artifacts } = await handled(event, { attempt: 2, checkpoint: undefined });

  expect(artifacts).toEqual(allOk);
  expect(timesAsked()).toEqual([1, 1, 1, 2]);
});

test('an answer is the same for two copies of an event that are handled at once', async () => {
  const event = created(planning);
  model.answers.meeting_summary = ['One.', 'Two.'].map((summary) => ({ summary, segment_ids: ['s1'] }));

  const [one, other] = await Promise.all([handled(event), handled(event)]);

  expect(other).toEqual(one);
  expect(await handled(event)).toEqual(one);
});

test('an answer is for one generation: a replay asks anew', async () => {
  const event = created(planning);
  await handled(event);
  await handled({ ...event, generation: 2 });

  expect(timesAsked()).toEqual([2, 2, 2, 2]);
});

test('an answer is for what the CMS said: after an edited replay only the question that differs is asked again', async () => {
  const event = created(planning, { summaryTemplate: 'Topics:', speakerNames: ['Laura Palmer'] });
  const answer = (summary: string) => ({ summary, segment_ids: ['s1'] });
  model.answers.meeting_summary = [answer('By topic.'), answer('By question.')];
  model.answers.decisions = [busy, { decisions: [] }];
  const { checkpoint } = await failureOf(handled(event));
  const edited = (details: Partial<MeetingDetails>) => {
    const meeting = { ...event.data.meeting, ...details };
    return { ...event, generation: 2, data: { ...event.data, meeting } };
  };

  const byQuestion = await handled(edited({ summaryTemplate: 'Open questions:' }), { checkpoint });
  expect(byQuestion.analysis.summary).toBe('By question.');
  expect(timesAsked()).toEqual([1, 2, 1, 2]);

  const byTopic = await handled(edited({ summaryTemplate: 'Topics:', speakerNames: [] }), { checkpoint });
  expect(byTopic.analysis.summary).toBe('By topic.');
  expect(timesAsked()).toEqual([2, 2, 1, 2]);
});

test('an answer that an older build kept or sent along is good where the CMS said nothing', async () => {
  const event = created(planning);
  const known = { status: 'ok', reason: null, model: 'older' };
  const speakers = JSON.stringify({ ...known, value: [] });
  await store.keepFirst(`analyses/${event.subject}/1/speakers`, () => Promise.resolve(speakers));

  await handled(event, { checkpoint: { summary: { ...known, value: 'They met.' }, generation: 1 } });

  expect(timesAsked()).toEqual([0, 0, 1, 1]);
});

test('an answer is asked for again where it was kept by a version that wrote it otherwise', async () => {
  const event = created(planning);
  await store.keepFirst(`analyses/${event.subject}/1/summary`, () => Promise.resolve('{"of":"another"}'));
  await store.keepFirst(`analyses/${event.subject}/1/decisions`, () => Promise.resolve('no JSON'));

  expect((await handled(event)).artifacts).toMatchObject({ summary: ok, decisions: ok });
});

test('an answer goes out though the store does not take it', async () => {
  makeStoreFull();

  const { artifacts } = await handled(created(planning));

  expect(artifacts).toEqual(allOk);
});

test('an answer travels with the message where the store does not take it', async () => {
  const event = created(planning);
  makeStoreFull();
  model.answers.decisions = [busy, { decisions: [] }];
  const { checkpoint } = await failureOf(handled(event));

  const { artifacts } = await handled(event, { attempt: 2, checkpoint });

  expect(artifacts).toEqual(allOk);
  expect(timesAsked()).toEqual([1, 1, 1, 2]);
});

test('an answer is waited for while the store cannot tell whether there is an answer, also on the last attempt', async () => {
  store.keepFirst = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'the disk is gone'));

  expect(await failureOf(handled(created(planning), { isLastAttempt: true }))).toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
  expect(model.asked).toEqual([]);
});

test.each([
  ['answers', undefined],
  ['fails for good', new AppError('LANGUAGE_PROVIDER_REJECTED', 'no credit')],
  ['fails for a moment', busy],
])('a job that is erased while the model %s leaves nothing, and nobody is told', async (_what, failure) => {
  const event = created(planning);
  const answers = new KeptAnswers(store);
  const handler = new AnalyseTranscriptHandler(model, answers, cancellationsIn(store), 400_000);
  const keepFirst = store.keepFirst.bind(store);
  let kept = 0;
  store.keepFirst = async (key, make) => {
    const answer = await keepFirst(key, make);
    // After the first answer was kept; the others come later.
    if ((kept += 1) === 1) await answers.erase(event.subject);
    return answer;
  };
  if (failure) model.answers.decisions = [failure];

  expect(await handler.handle(event, contextOf())).toEqual([]);

  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  expect(keys).toEqual([`erased/${event.subject}`]);
  expect(kept).toBeGreaterThan(0);
});

function makeStoreFull(): void {
  store.keepFirst = async (_key, make) => {
    await make();
    throw new AppError('STORAGE_FULL', 'the storage folder has no room left');
  };
}

async function handled(
  event: TranscriptCreated,
  context: Partial<HandlerContext> = {},
): Promise<AnalysisCompleted['data']> {
  const answers = new KeptAnswers(store);
  const handler = new AnalyseTranscriptHandler(model, answers, cancellationsIn(store), 400_000);
  const [completed] = (await handler.handle(event, contextOf(context))) as EventDraft[];
  return analysisCompleted.schema.parse(completed?.data);
}

function timesAsked(): number[] {
  const names = ['speaker_names', 'meeting_summary', 'action_items', 'decisions'];
  return names.map((name) => model.timesAsked(name));
}
