import { Readable } from 'node:stream';
import {
  assertAllowedRedirect,
  assertAllowedUrl,
  guardedAgents,
  refusalIn,
  type EgressPolicy,
  type ResolveName,
} from '@meeting-intelligence/egress';
import { AppError } from '@meeting-intelligence/errors';
import { retryAfterMs } from '@meeting-intelligence/http';
import { inSpan } from '@meeting-intelligence/telemetry';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { RecordingSource, type Continuation, type FoundRecording } from '../recording-source.js';
import {
  askingFor,
  isAtEnd,
  isOfNoUse,
  notNow,
  partIn,
  versionIn,
  wholeIn,
  type Part,
  type Rest,
} from './partial-answer.js';
import { tooLarge, unreachable, watchedBody, type BodyLimits } from './watched-body.js';

const maxRedirects = 3;
/** Three waits of this length and four attempts stay far below JOB_DEADLINE_MS (24 h), past which the job would fail. */
const longestRetryAfterMs = 3_600_000;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of an answer that is shorter than what was asked for, so that a recording is not had in a million of them. */
const leastPartBytes = 65_536;

interface Answer {
  /** After all redirects. */
  readonly at: URL;
  readonly response: AxiosResponse<Readable>;
}

export class HttpRecordingSource extends RecordingSource {
  private readonly http: AxiosInstance;

  constructor(
    version: string,
    private readonly policy: EgressPolicy,
    private readonly limits: BodyLimits,
    resolve?: ResolveName,
  ) {
    super();
    this.http = axios.create({
      headers: {
        accept: 'audio/*, video/*, */*;q=0.5',
        'accept-encoding': 'identity',
        'user-agent': `MeetingIntelligence/${version}`,
      },
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      ...guardedAgents(policy, resolve),
    });
  }

  override async open(url: string, signal: AbortSignal, from?: Continuation): Promise<FoundRecording> {
    const answer = await this.ask(url, signal, from);
    const { at, response } = answer;
    const filename = filenameIn(at);
    if (from && isOfNoUse(response, from)) {
      response.data.destroy();
      return this.open(url, signal);
    }
    if (from && isAtEnd(response, from)) {
      response.data.destroy();
      return { ...from, totalBytes: from.offset, filename, content: Readable.from([]) };
    }
    const rest = from && partIn(response, from);
    const part = rest ?? wholeIn(response);
    this.assertGiven(answer, rest !== undefined, part);
    const bytes = rest
      ? this.restOf(url, signal, answer, from, rest)
      : watchedBody(response.data, at.host, this.limits, signal, { offset: 0, ...part });
    const content = Readable.from(bytes, { objectMode: false });
    // A stream that is never read from would leave it open.
    content.once('close', () => response.data.destroy());
    const { offset, version } = rest ? from : { offset: 0, version: versionIn(response) };
    return { offset, version, totalBytes: part.totalBytes, filename, content };
  }

  /** Of one answer; where that holds less than the rest, of those to further requests as well. */
  private async *restOf(
    url: string,
    signal: AbortSignal,
    { at, response }: Answer,
    from: Continuation,
    { sizeBytes, totalBytes }: Rest,
  ): AsyncGenerator<Buffer, void, undefined> {
    let { offset } = from;
    for (let body = response.data; ;) {
      yield* watchedBody(body, at.host, this.limits, signal, { offset, sizeBytes });
      offset += sizeBytes;
      if (offset === totalBytes) return;
      if (sizeBytes < leastPartBytes) throw unreachable(at.host, `it gives ${sizeBytes} bytes at a time`);
      const next = { ...from, offset, totalBytes };
      ({
        response: { data: body },
        part: { sizeBytes },
      } = await this.askForRest(url, signal, next));
    }
  }

  private async askForRest(url: string, signal: AbortSignal, from: Continuation) {
    const { at, response } = await this.ask(url, signal, from);
    const part = partIn(response, from);
    if (part) return { response, part };
    response.data.destroy();
    // What came so far may be worth keeping; whether it is the end of it all, the next turn finds out.
    throw unreachable(at.host, `it does not go on after ${from.offset} bytes`);
  }

  /** Follows redirects. */
  private async ask(url: string, signal: AbortSignal, from?: Continuation): Promise<Answer> {
    let at = assertAllowedUrl(url, this.policy);
    for (let followed = 0; ; followed += 1) {
      const response = await this.get(at, signal, from);
      if (!redirects.has(response.status)) return { at, response };
      response.data.destroy();
      const { location } = response.headers as { readonly location?: string };
      if (followed === maxRedirects) throw rejected(at, `more than ${maxRedirects} redirects`);
      if (!location) throw rejected(at, `${response.status} without a location`);
      at = assertAllowedRedirect(location, at, this.policy);
    }
  }

  private get(url: URL, signal: AbortSignal, from?: Continuation): Promise<AxiosResponse<Readable>> {
    const attributes = { 'http.request.method': 'GET', 'server.address': url.host };
    return inSpan('fetch recording', { kind: 'CLIENT', attributes }, async (span) => {
      // Until the head of the answer; then its body is watched.
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), this.limits.idleMs);
      try {
        const either = AbortSignal.any([signal, late.signal]);
        const headers = from && askingFor(from);
        const response = await this.http.get<Readable>(url.href, { signal: either, headers });
        span.setAttribute('http.response.status_code', response.status);
        return response;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (late.signal.aborted) throw unreachable(url.host, `no answer within ${this.limits.idleMs} ms`);
        throw refusalIn(error) ?? unreachable(url.host, reasonOf(error));
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** @throws AppError RECORDING_URL_REJECTED, RECORDING_URL_UNREACHABLE, RECORDING_TOO_LARGE */
  private assertGiven(answer: Answer, isRest: boolean, { totalBytes = 0 }: Part): void {
    const fault = this.faultOf(answer, isRest, totalBytes);
    if (!fault) return;
    answer.response.data.destroy();
    throw fault;
  }

  private faultOf({ at, response }: Answer, isRest: boolean, totalBytes: number): AppError | undefined {
    const { status } = response;
    const headers: Readonly<Record<string, unknown>> = response.headers;
    if (status >= 500 || notNow.has(status))
      return unreachable(at.host, `it answered ${status}`, waitAskedForMs(headers['retry-after']));
    if (status !== (isRest ? 206 : 200)) return rejected(at, String(status));
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return rejected(at, 'a content encoding');
    return totalBytes > this.limits.maxBytes ? tooLarge(this.limits.maxBytes) : undefined;
  }
}

function waitAskedForMs(header: unknown): number | undefined {
  const askedMs = retryAfterMs(header);
  return askedMs && Math.min(askedMs, longestRetryAfterMs);
}

function rejected({ host }: URL, answer: string): AppError {
  return new AppError(
    'RECORDING_URL_REJECTED',
    `expected the recording from ${host}, its answer is ${answer}`,
  );
}

function filenameIn({ pathname }: URL): string | undefined {
  const last = pathname.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return code && code !== 'ERR_BAD_REQUEST' ? code : message;
}
