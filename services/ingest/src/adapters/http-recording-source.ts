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
import { RecordingSource, type Continuation, type FoundRecording } from '../fetch/recording-source.js';
import { askingFor, goesOn, isOfNoUse, versionIn } from './partial-answer.js';
import { tooLarge, unreachable, watchedBody, type BodyLimits } from './watched-body.js';

const maxRedirects = 3;
/** Three waits of this length and four attempts stay far below JOB_DEADLINE_MS (24 h), past which the job would fail. */
const longestRetryAfterMs = 3_600_000;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of the 4xx those that ask to come again. */
const notNow: ReadonlySet<number> = new Set([408, 425, 429]);

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
    let next = assertAllowedUrl(url, this.policy);
    for (let followed = 0; ; followed += 1) {
      const response = await this.get(next, signal, from);
      if (from && isOfNoUse(response, from)) {
        response.data.destroy();
        return this.open(url, signal);
      }
      if (!redirects.has(response.status)) return this.found(next, response, signal, from);
      response.data.destroy();
      const { location } = response.headers as { readonly location?: string };
      if (followed === maxRedirects) throw rejected(next, `more than ${maxRedirects} redirects`);
      if (!location) throw rejected(next, `${response.status} without a location`);
      next = assertAllowedRedirect(location, next, this.policy);
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

  private found(
    url: URL,
    response: AxiosResponse<Readable>,
    signal: AbortSignal,
    from?: Continuation,
  ): FoundRecording {
    const { status, headers, data } = response;
    const resumed = from && goesOn(response, from) ? from : undefined;
    const offset = resumed?.offset ?? 0;
    const fault = this.faultOf(url, resumed ? 200 : status, headers, offset);
    if (fault) {
      data.destroy();
      throw fault;
    }
    return {
      content: Readable.from(watchedBody(data, url.host, this.limits, signal, offset), { objectMode: false }),
      filename: filenameIn(url),
      offset,
      version: resumed?.version ?? versionIn(response),
    };
  }

  private faultOf(
    url: URL,
    status: number,
    headers: Readonly<Record<string, unknown>>,
    offset: number,
  ): AppError | undefined {
    if (status >= 500 || notNow.has(status))
      return unreachable(url.host, `it answered ${status}`, waitAskedForMs(headers['retry-after']));
    if (status !== 200) return rejected(url, String(status));
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return rejected(url, 'a content encoding');
    return offset + Number(headers['content-length']) > this.limits.maxBytes
      ? tooLarge(this.limits.maxBytes)
      : undefined;
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
