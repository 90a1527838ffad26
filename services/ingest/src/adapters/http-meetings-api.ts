import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { AppError } from '@meeting-intelligence/errors';
import { currentLogContext, traceHeaders } from '@meeting-intelligence/telemetry';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { MeetingsApi, type MeetingAnswer } from '../meetings-api.js';

/** Eight hours of speech with the time of each word are about ten megabytes. */
const maxAnswerBytes = 67_108_864;

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

  override async find(id: string): Promise<MeetingAnswer | undefined> {
    const response = await this.request(`/v1/meetings/${id}`);
    const { status, data } = response;
    if (status === 200) return { body: data, contentType: contentTypeOf(response) };
    if (status === 404) return undefined;
    throw new AppError('SERVICE_UNAVAILABLE', `persistence answered ${status}`);
  }

  private async request(path: string): Promise<AxiosResponse<Buffer>> {
    const { request_id } = currentLogContext();
    try {
      return await this.http.get<Buffer>(path, {
        headers: { ...traceHeaders(), ...(request_id && { 'x-request-id': request_id }) },
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

function contentTypeOf({ headers }: AxiosResponse): string {
  return String(headers['content-type'] ?? 'application/json');
}
