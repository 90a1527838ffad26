/** Every operation that the gateway describes, asked by somebody else for what is not theirs. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jobSubmitted, scope, type Scope } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeAll, expect, test } from 'vitest';
import { EventClient } from './following/event-client.js';
import { operationsOf, servedDescription, type Operation } from './operation.js';
import { meeting, runIngest, sample, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

/** Owners of things, and the strangers who ask for them. Theirs is the meeting of the persistence that stands in. */
const owner = 'default';
const everything: readonly Scope[] = ['jobs:read', 'jobs:write', 'webhooks:write'];
const canary = `canary-${randomUUID()}`;

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Step =
  /** It is about a thing: in its path, or as `asked` names it. */
  | { readonly thing: keyof typeof things; readonly asked: (id: string) => Asked }
  /** Its answer is about whoever asks. */
  | { readonly answers: 'a stream' | 'of its own' }
  /** There are no owners in it: it is for operators, or for everybody. */
  | { readonly answers: 'everybody' };

const about = (thing: keyof typeof things, asked: Asked | ((id: string) => Asked) = {}): Step => ({
  thing,
  asked: typeof asked === 'function' ? asked : () => asked,
});
const json = (body: unknown): Asked => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const tus = (more: Readonly<Record<string, string>> = {}, body?: string): Asked => ({
  headers: { 'tus-resumable': '1.0.0', ...more },
  body,
});
const bytes = { 'content-type': 'application/offset+octet-stream' };

/**
 * How each operation is asked for what is somebody else's: one line for each. An operation that can be asked in several
 * ways has a line for each, with words behind its id.
 */
const walk: Readonly<Record<string, Step>> = {
  submitJob: { answers: 'of its own' },
  'submitJob with an upload': about('upload', (upload_id) => json({ upload_id })),
  getJob: about('job'),
  cancelJob: about('job'),
  deleteJob: about('job'),
  submitBatch: { answers: 'of its own' },
  retryJob: about('job'),
  listJobs: { answers: 'of its own' },
  streamJobEvents: about('job'),
  streamEvents: { answers: 'a stream' },
  createEventToken: about('job'),
  getJobHistory: about('job'),
  describeUploads: { answers: 'everybody' },
  createUpload: { answers: 'of its own' },
  getUploadOffset: about('upload', tus()),
  appendToUpload: about('upload', tus({ 'upload-offset': '0', ...bytes }, 'OggS')),
  deleteUpload: about('upload', tus()),
  presignUpload: { answers: 'of its own' },
  getMeeting: about('meeting'),
  getTranscript: about('meeting'),
  createApiKey: { answers: 'everybody' },
  listApiKeys: { answers: 'everybody' },
  rotateApiKey: { answers: 'everybody' },
  revokeApiKey: { answers: 'everybody' },
  getDescription: { answers: 'everybody' },
  readDocs: { answers: 'everybody' },
};

/** Makes one of each kind, of the owner, and tells its id. */
const things = {
  job: async () => {
    const form = new FormData();
    form.set('title', canary);
    form.set('external_id', canary);
    form.set('metadata', JSON.stringify({ [canary]: canary }));
    form.set('file', new Blob([await readFile(sample)]), `${canary}.ogg`);
    const response = await ingest.request('/v1/jobs', { method: 'POST', body: form });
    return ((await response.json()) as { id: string }).id;
  },
  upload: async () => {
    const metadata = `filename ${Buffer.from(canary).toString('base64')}`;
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': metadata };
    const { headers: answered } = await ingest.request('/v1/uploads', { method: 'POST', headers });
    return answered.get('location')?.split('/').at(-1) ?? 'none';
  },
  meeting: () => Promise.resolve(meeting.id),
};

let operations: readonly Operation[];
let stranger: string;
beforeAll(async () => {
  operations = operationsOf(await servedDescription(ingest));
  stranger = await ingest.keyOf('stranger', [...everything]);
});

const stepsOf = (operationId: string) =>
  Object.entries(walk).filter(([name]) => name === operationId || name.startsWith(`${operationId} `));
const served = (operationId: string) => operations.find((each) => each.operationId === operationId);

function ask({ method, path }: Operation, key: string | null, id: string, { headers, body }: Asked = {}) {
  return ingest.request(path.replaceAll(/\{\w+\}/g, id), { method, key, headers, body });
}

/** All that somebody can see of an answer, but for what is of this request alone. */
async function seen(response: Response, id: string) {
  const changing = /^(date|x-request-id|ratelimit.*|content-length)$/;
  const headers = [...response.headers].filter(([name]) => !changing.test(name));
  const text = (await response.text()).replaceAll(id, '{id}');
  const body = text.replaceAll(response.headers.get('x-request-id') ?? '', '{request_id}');
  return { status: response.status, headers, body };
}

test('every operation has a line in the walk', () => {
  for (const { operationId, method, path } of operations)
    expect(
      stepsOf(operationId),
      `add to \`walk\` how ${method} ${path} is asked for what is somebody else’s, such as: ${operationId}: about('job'),`,
    ).not.toEqual([]);
  // What is in its path is somebody's, or an operator's.
  for (const { operationId, path, scope: needed } of operations.filter(({ path }) => path.includes('{')))
    for (const [name, step] of stepsOf(operationId))
      expect([name, path, 'thing' in step || needed === 'admin']).toEqual([name, path, true]);
  for (const [name, step] of Object.entries(walk))
    if ('answers' in step && step.answers === 'everybody' && served(name))
      expect([name, served(name)?.scope ?? 'admin']).toEqual([name, 'admin']);
});

const linesAbout = Object.entries(walk).flatMap(([name, step]) => ('thing' in step ? [{ name, step }] : []));

test.each(linesAbout)('$name: what is somebody else’s is what never was', async ({ name, step }) => {
  const operation = served(name.split(' ')[0]!);
  if (!operation) return;
  const [id, never] = [await things[step.thing](), randomUUID()];
  const asked = (key: string | null, about: string) => ask(operation, key, about, step.asked(about));
  const without = await ingest.keyOf(
    owner,
    scope.options.filter((each) => each !== operation.scope && each !== operation.operatorScope),
  );

  // What is named in a body is a field of it.
  const notThere = name === operation.operationId ? [404] : [404, 422];

  for (const [key, statuses] of [
    [stranger, notThere],
    [without, [403]],
    [null, [401]],
  ] as const) {
    const foreign = await seen(await asked(key, id), id);
    expect(foreign).toEqual(await seen(await asked(key, never), never));
    expect(statuses).toContain(foreign.status);
    expect(JSON.stringify(foreign)).not.toContain(canary);
  }
  // Of the owner the same request gets somewhere, also after all the others asked.
  const [own, nothing] = [await asked(ingest.key, id), await asked(ingest.key, never)];
  if (own.status === nothing.status)
    return expect(await seen(own, id)).not.toEqual(await seen(nothing, never));
  await own.body?.cancel();
  expect([401, 403, 404, 410]).not.toContain(own.status);
});

test('only the story of a job is told to those who operate the service, whoever owns it', async () => {
  const forOperators = operations.filter(({ operatorScope }) => operatorScope !== undefined);
  expect(forOperators).toMatchObject([
    { operationId: 'getJobHistory', operatorScope: 'admin', method: 'GET' },
  ]);
  const operator = await ingest.keyOf('operations', ['admin']);

  const [id, never] = [await things.job(), randomUUID()];
  expect((await ask(forOperators[0]!, operator, id)).status).toBe(200);
  expect((await ask(forOperators[0]!, operator, never)).status).toBe(404);
  for (const { name, step } of linesAbout) {
    const operation = served(name.split(' ')[0]!);
    if (!operation || operation.operatorScope === 'admin') continue;
    const thing = await things[step.thing]();
    expect([name, (await ask(operation, operator, thing, step.asked(thing))).status]).toEqual([name, 403]);
  }
});

test('what is answered to somebody else has nothing of the owner in it', async () => {
  const ids = [await things.job(), await things.job()];
  const filters = [
    `external_id=${canary}`,
    'status=pending',
    'limit=200',
    'created_after=2000-01-01T00:00:00Z',
  ];
  for (const operation of operations.filter(({ operationId }) =>
    stepsOf(operationId).some(([, step]) => 'answers' in step && step.answers === 'of its own'),
  )) {
    const body = operation.body['application/json']?.example;
    const asked = body === undefined ? tus({ 'upload-length': '1000' }) : json(body);
    for (const query of ['', ...filters]) {
      const path = query ? `${operation.path}?${query}` : operation.path;
      const sent = operation.method === 'GET' ? {} : asked;
      const response = await ask({ ...operation, path }, stranger, '', sent);
      const answer = JSON.stringify([[...response.headers], await response.text()]);
      for (const secret of [canary, meeting.id, ...ids]) expect(answer).not.toContain(secret);
    }
  }
  const list = await ingest.request(`/v1/jobs?external_id=${canary}`);
  expect(await list.text()).toContain(ids[0]);
});

test('an Idempotency-Key is of its owner: it brings nobody the answer of another', async () => {
  const posts = operations.filter(
    ({ method, operationId, body }) =>
      method === 'POST' && body['application/json']?.example !== undefined && !operationId.endsWith('ApiKey'),
  );
  for (const operation of posts.filter(({ path }) => !path.includes('{'))) {
    const { headers, body } = json(operation.body['application/json']!.example);
    const asked = { headers: { ...headers, 'idempotency-key': canary }, body };
    const [mine, theirs] = [
      await ask(operation, ingest.key, '', asked),
      await ask(operation, stranger, '', asked),
    ];

    expect(theirs.status).toBe(mine.status);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    const idsIn = async (response: Response) =>
      (await response.text()).match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g);
    const [own, foreign] = [await idsIn(mine), await idsIn(theirs)];
    expect(own?.filter((id) => foreign?.includes(id))).toEqual([]);
  }
});

test.each([undefined, '0'])(
  'a stream of everything has nothing of anybody else, from %s on',
  async (lastEventId) => {
    const streams = operations.filter(({ operationId }) =>
      stepsOf(operationId).some(([, step]) => 'answers' in step && step.answers === 'a stream'),
    );
    expect(streams).not.toEqual([]);
    for (const { path } of streams) {
      const client = await EventClient.open(ingest.url + path, { key: stranger, lastEventId });
      const theirs = await things.job();
      await ingest.publish(theirs, jobSubmitted);
      const { id } = await ingest.submitted({}, stranger);

      await eventually(() => expect(JSON.stringify(client.events)).toContain(id));
      for (const secret of [canary, theirs]) expect(JSON.stringify(client.events)).not.toContain(secret);
      client.close();
    }
  },
);
