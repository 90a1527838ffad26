import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, operations, paths } from './description.js';
import { ApiProblem, StillRunning, Unreachable } from './errors.js';
import { exchange, type Fetch } from './exchange.js';
import { HistoryReader, type JobHistory } from './history-reader.js';
import { lookUntilFound } from './look-again.js';
import { streamedForm } from './multipart.js';
import { patientFetch } from './patient-fetch.js';
import { beginUpload, sendPieces } from './resumable-upload.js';
import { sendAgain } from './send-again.js';

export type Job = components['schemas']['Job'];
export type Meeting = components['schemas']['Meeting'];

/** What `submit` takes; a function opens the stream anew for each attempt. */
export type Recording = Blob | AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>) | URL;

type Options = operations['submitJob']['requestBody']['content']['application/json'];
/** Lists and objects as they are, wherever the recording comes from. */
export type SubmitOptions = Omit<Options, 'recording_url'> & {
  /** Shown to people; what the recording is, is told by what it contains. */
  readonly filename?: string;
  /**
   * However often the recording is submitted with the same key within 24 hours, it is one job; one of its own for each call if
   * left out. Keep it beside what you submit to go on after a crash of yours.
   */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

export type ResumableOptions = SubmitOptions & {
  /** Told how many bytes the service has. */
  readonly onProgress?: (sentBytes: number) => void;
};

type Batch = operations['submitBatch']['requestBody']['content']['application/json'];
/** A recording by its URL, with what `submit` takes beside it. */
export type BatchedJob = Batch['jobs'][number];
export interface BatchOptions {
  /** `bulk` if left out: the jobs let those pass that somebody waits for. */
  readonly lane?: Batch['lane'];
  /** As of `SubmitOptions`: with the same key the batch is the same jobs. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface WaitOptions {
  /** After this long `waitFor` gives up waiting; the job goes on. For ever if left out. */
  readonly timeoutMs?: number;
  /** Told what each look found, if it is news: the job, or why there was no answer. */
  readonly onLook?: (found: Job | ApiProblem | Unreachable) => void;
  readonly signal?: AbortSignal;
}

export interface FollowOptions {
  /** Told the whole story so far, each time that something was added to it. */
  readonly onNews?: (history: JobHistory) => void;
  /** Told why there was no answer; it is asked again. */
  readonly onAway?: (error: ApiProblem | Unreachable) => void;
  readonly signal?: AbortSignal;
}

export interface ClientOptions {
  /** Where the gateway answers: `http://localhost:8080`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For a whole request and its answer; of a stream of events, until it begins. */
  readonly timeoutMs?: number;
  /** For an upload, however large, and the answer to it, however long the recording is decoded: six hours is what the gateway allows. */
  readonly uploadTimeoutMs?: number;
  /** Another one than Node's, such as one that goes through a proxy. */
  readonly fetch?: Fetch;
  /** Ends every request and every wait. */
  readonly signal?: AbortSignal;
}

/** Every method throws ApiProblem when the service says no, and Unreachable when it says nothing. */
export interface MeetingClient {
  /**
   * A blob (`openAsBlob(path)`) and a stream are read while they are sent; what is at a URL the service fetches. What got no
   * answer, or one that says that it may work later, is sent again, up to twice, but a stream that is there only once.
   *
   * @throws what the stream throws, as it is
   */
  submit(recording: Recording, options?: SubmitOptions): Promise<Job>;
  /**
   * As `submit`, for what is large or goes over a line that breaks: of a connection that ends only what did not arrive is sent
   * again, for as long as something gets through now and then. With the same `idempotencyKey` a later call goes on where one before
   * was cut off, and is the same job.
   */
  submitResumably(recording: Blob, options?: ResumableOptions): Promise<Job>;
  job(id: string, signal?: AbortSignal): Promise<Job>;
  /** Up to a hundred recordings that the service fetches: all of them are accepted, or none. */
  submitBatch(jobs: readonly BatchedJob[], options?: BatchOptions): Promise<readonly Job[]>;
  cancel(id: string): Promise<Job>;
  /** The job, which has to have ended, and everything about it, for good; also when it was erased before. */
  erase(id: string): Promise<void>;
  /** Hands in a job that failed once more: it is pending again, in its next generation. */
  retry(id: string): Promise<Job>;
  /**
   * The job when it has ended, however it ended. A service that is away for a while is waited for.
   *
   * @throws StillRunning after `timeoutMs`
   */
  waitFor(id: string, options?: WaitOptions): Promise<Job>;
  /** Everything that was recorded of the job: who did what, how long it waited and worked, and what it called. */
  history(id: string, signal?: AbortSignal): Promise<JobHistory>;
  /**
   * The same when nothing more is to come: the job has ended, and its webhook too. A service that is away for a while is
   * waited for; it is asked for no more than what was added.
   */
  followHistory(id: string, options?: FollowOptions): Promise<JobHistory>;
  meeting(id: string): Promise<Meeting>;
  /** Every operation of the description, typed. */
  readonly api: Client<paths>;
}

interface Look {
  readonly signal?: AbortSignal;
  /** Of the answer before. */
  readonly etag?: string;
  readonly waitMs?: number;
}

/** Proxies cut connections on which nothing is said for long. */
const longestWaitMs = 20_000;

export function createClient(options: ClientOptions): MeetingClient {
  const { timeoutMs = 30_000, uploadTimeoutMs = 6 * 3_600_000 } = options;
  const settings = { ...options, fetch: options.fetch ?? patientFetch };
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const ask = (request: Request) => exchange(request, settings, timeoutMs);
  const api = createFetchClient<paths>({ baseUrl, fetch: ask });
  const mostWaitMs = Math.min(timeoutMs / 2, longestWaitMs);

  /** The job, or undefined when it still is as `etag` has it, for which the service was asked to wait. */
  const look = async (id: string, { signal, etag, waitMs = 0 }: Look) => {
    const seconds = Math.floor(Math.min(waitMs, mostWaitMs) / 1_000);
    const query = etag !== undefined && seconds > 0 ? { wait: `${seconds}s` } : {};
    const params = { path: { id }, query, header: { 'If-None-Match': etag } };
    const { data, response } = await api.GET('/v1/jobs/{id}', { params, signal });
    return { job: data, etag: response.headers.get('etag') ?? undefined };
  };

  return {
    api,
    job: async (id, signal) => (await look(id, { signal })).job!,

    async submit(recording, { filename = 'recording', idempotencyKey, signal, ...fields } = {}) {
      const key = idempotencyKey ?? crypto.randomUUID();
      const send = async () => {
        const init = { method: 'POST', signal, ...bodyOf(recording, filename, fields) };
        const request = new Request(`${baseUrl}/v1/jobs`, init);
        request.headers.set('idempotency-key', key);
        return (await (await exchange(request, settings, uploadTimeoutMs)).json()) as Job;
      };
      const isThereOnce = Symbol.asyncIterator in recording;
      return isThereOnce
        ? send()
        : sendAgain(send, AbortSignal.any([signal, options.signal].filter((each) => !!each)));
    },

    async submitResumably(recording, resumable = {}) {
      const { filename = 'recording', idempotencyKey, onProgress, signal, ...fields } = resumable;
      const key = idempotencyKey ?? crypto.randomUUID();
      const upload = { recording, filename, key, onProgress, signal };
      const line = { ...settings, baseUrl, timeoutMs: uploadTimeoutMs };
      const begun = await beginUpload(upload, line);
      const send = async () => {
        const headers = { 'content-type': 'application/json', 'idempotency-key': key };
        const body = JSON.stringify({ ...fields, upload_id: begun.id });
        const request = new Request(`${baseUrl}/v1/jobs`, { method: 'POST', signal, headers, body });
        return (await (await exchange(request, settings, uploadTimeoutMs)).json()) as Job;
      };
      const submitOnce = () => sendAgain(send, signal ?? options.signal);
      // What is wrong with the fields is heard before the bytes are sent, and what became a job before is that job.
      const known = await submitOnce().catch((error: unknown) => {
        if (!isForWantOfBytes(error)) throw error;
      });
      if (known) return known;
      await sendPieces(begun, upload, line);
      return submitOnce();
    },

    async submitBatch(jobs, { lane, idempotencyKey = crypto.randomUUID(), signal = options.signal } = {}) {
      const params = { header: { 'Idempotency-Key': idempotencyKey } };
      const body = { lane, jobs: [...jobs] };
      const send = () => api.POST('/v1/jobs/batch', { params, body, signal });
      return (await sendAgain(send, signal)).data!.data;
    },

    async retry(id) {
      const params = { path: { id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
      const send = () => api.POST('/v1/jobs/{id}/retry', { params });
      return (await sendAgain(send, options.signal)).data!;
    },

    async cancel(id) {
      const { data } = await api.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } });
      return data!;
    },

    async erase(id) {
      await api.DELETE('/v1/jobs/{id}', { params: { path: { id } } });
    },

    async waitFor(id, { timeoutMs: patienceMs = Infinity, onLook, signal = options.signal } = {}) {
      let etag: string | undefined;
      const lookForEnd = async (waitMs: number) => {
        const found = await look(id, { signal, etag, waitMs });
        etag = found.etag;
        if (found.job) onLook?.(found.job);
        return found.job && hasEnded(found.job) ? found.job : undefined;
      };
      const until = Date.now() + patienceMs;
      const ended = await lookUntilFound(lookForEnd, { until, onAway: onLook, signal });
      if (!ended) throw new StillRunning(`expected job ${id} to end within ${patienceMs / 1_000} s`);
      return ended;
    },

    history: async (id, signal) => (await new HistoryReader(api, id).read({ signal }))!,

    async followHistory(id, { onNews, onAway, signal = options.signal } = {}) {
      const reader = new HistoryReader(api, id);
      const lookForEnd = async () => {
        const history = await reader.read({ waitMs: mostWaitMs, signal });
        if (history) onNews?.(history);
        return history && isOver(history) ? history : undefined;
      };
      return (await lookUntilFound(lookForEnd, { onAway, signal }))!;
    },

    async meeting(id) {
      const { data } = await api.GET('/v1/meetings/{id}', { params: { path: { id } } });
      return data!;
    },
  };
}

/** For good, until it is retried or replayed: that makes a new generation of the job. */
export function hasEnded({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** Of an upload that is not all there; one that somebody was cut off from may be held for a moment. */
function isForWantOfBytes(error: unknown): boolean {
  return error instanceof ApiProblem && ['UPLOAD_UNFINISHED', 'UPLOAD_LOCKED'].includes(error.code);
}

/** Nothing more is to come of it, but for a retry or a replay. */
function isOver(history: JobHistory): boolean {
  return hasEnded(history) && history.webhook.status !== 'pending';
}

function bodyOf(
  recording: Recording,
  filename: string,
  fields: Readonly<Record<string, unknown>>,
): RequestInit {
  if (recording instanceof URL) {
    const body = JSON.stringify({ recording_url: recording.href, ...fields });
    return { headers: { 'content-type': 'application/json' }, body };
  }
  const texts = textsOf(fields);
  if (recording instanceof Blob) {
    const form = new FormData();
    for (const [name, value] of Object.entries(texts)) form.set(name, value);
    form.set('file', recording, filename);
    return { body: form };
  }
  const stream = typeof recording === 'function' ? recording() : recording;
  const { contentType, body } = streamedForm(texts, filename, stream);
  return { headers: { 'content-type': contentType }, body, duplex: 'half' };
}

/** How a form says what JSON says: `analyses` with commas between, any other list and object as JSON. */
function textsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, textOf(name, value)]));
}

function textOf(name: string, value: unknown): string {
  if (name === 'analyses' && Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
