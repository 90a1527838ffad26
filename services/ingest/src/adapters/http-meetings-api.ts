import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { AppError } from '@meeting-intelligence/errors';
import { isUuid } from '@meeting-intelligence/http';
import { currentLogContext, traceHeaders } from '@meeting-intelligence/telemetry';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { MeetingsApi, type ExportAnswer, type ExportRequest, type MeetingAnswer } from '../meetings-api.js';

/** Eight hours of speech with the time of each word are about ten megabytes. */
const maxAnswerBytes = 67_108_864;

/** Of an export, what the client has to know; others are between persistence and us. */
const passedOn = ['content-type', 'content-disposition', 'etag', 'vary', 'cache-control'];

export class HttpMeetingsApi extends MeetingsApi {
  private readonly http: AxiosInstance;

  constructor(
    persistenceUrl: string,
    internalToken: string,
    private readonly timeoutMs = 5_000,
  ) {
    super();
    this.http = axios.create({
      baseURL: persistenceUrl,
      headers: { authorization: `Bearer ${internalToken}` },
      responseType: 'arraybuffer',
      maxContentLength: maxAnswerBytes,
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      // A kept connection that the other side just closed would be reported as an outage.
      httpAgent: new HttpAgent({ keepAlive: false }),
      httpsAgent: new HttpsAgent({ keepAlive: false }),
    });
  }

  override async find(id: string, owner: string): Promise<MeetingAnswer | undefined> {
    const response = await this.request(`/v1/meetings/${id}`, owner);
    const { status, data } = response;
    if (status === 200) return { jobId: jobIdIn(response), body: data, contentType: contentTypeOf(response) };
    if (status === 404) return undefined;
    throw new AppError('SERVICE_UNAVAILABLE', `persistence answered ${status}`);
  }

  override async export(id: string, owner: string, asked: ExportRequest): Promise<ExportAnswer | undefined> {
    const { format, download, accept, ifNoneMatch } = asked;
    const query = new URLSearchParams({ ...(format && { format }), ...(download && { download }) });
    const response = await this.request(`/v1/meetings/${id}/transcript?${query.toString()}`, owner, {
      // axios would prefer JSON otherwise.
      accept: accept ?? '*/*',
      ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
    });
    const { status, data } = response;
    if (status === 404) return undefined;
    if (status === 200 || status === 304 || status === 406)
      return { jobId: jobIdIn(response), status, headers: headersOf(response), body: data };
    throw new AppError('SERVICE_UNAVAILABLE', `persistence answered ${status}`);
  }

  private async request(
    path: string,
    owner: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<AxiosResponse<Buffer>> {
    const { request_id } = currentLogContext();
    const ours = { ...traceHeaders(), 'x-owner': owner, ...(request_id && { 'x-request-id': request_id }) };
    try {
      return await this.http.get<Buffer>(path, {
        headers: { ...headers, ...ours },
        // Unlike axios' own timeout this covers connecting and the whole body.
        signal: AbortSignal.timeout(this.timeoutMs),
      });
    } catch (cause) {
      // The error of axios itself holds the request with our credential; only its code and message may be logged.
      const { code, message } = cause as { code?: string; message: string };
      throw new AppError('SERVICE_UNAVAILABLE', `persistence cannot be reached: ${code ?? message}`);
    }
  }
}

function jobIdIn({ headers }: AxiosResponse): string | undefined {
  const jobId = String(headers['x-job-id'] ?? '');
  return isUuid(jobId) ? jobId : undefined;
}

function contentTypeOf({ headers }: AxiosResponse): string {
  return String(headers['content-type'] ?? 'application/json');
}

function headersOf({ headers }: AxiosResponse): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
