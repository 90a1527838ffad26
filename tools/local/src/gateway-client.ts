import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { PublicJob, PublicMeeting } from '@meeting-intelligence/contracts';

export interface Submission {
  readonly audio: string;
  readonly title: string;
  readonly recordedAt: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 30 * 60_000;

/** The gateway's API as a CMS would use it. Errors carry the gateway's own explanation. */
export class GatewayClient {
  constructor(
    private readonly gateway: string,
    private readonly quit: AbortSignal,
  ) {}

  async submit(submission: Submission): Promise<PublicJob> {
    const form = new FormData();
    form.set('title', submission.title);
    form.set('recorded_at', submission.recordedAt);
    form.set('webhook_url', submission.webhookUrl);
    form.set('webhook_secret', submission.webhookSecret);
    form.set('metadata', JSON.stringify(submission.metadata));
    form.set('file', await openAsBlob(submission.audio), basename(submission.audio));
    return this.request<PublicJob>('/v1/jobs', { method: 'POST', body: form }, UPLOAD_TIMEOUT_MS);
  }

  job(id: string): Promise<PublicJob> {
    return this.request<PublicJob>(`/v1/jobs/${encodeURIComponent(id)}`);
  }

  meeting(id: string): Promise<PublicMeeting> {
    return this.request<PublicMeeting>(`/v1/meetings/${encodeURIComponent(id)}`);
  }

  private async request<T>(path: string, init: RequestInit = {}, timeoutMs = REQUEST_TIMEOUT_MS): Promise<T> {
    const signal = AbortSignal.any([this.quit, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(`${this.gateway}${path}`, { ...init, signal });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${explanation(text)}`);
    return JSON.parse(text) as T;
  }
}

/** The readable part of an `application/problem+json` answer. */
function explanation(body: string): string {
  try {
    const { title, detail } = JSON.parse(body) as { title?: string; detail?: string };
    return [title, detail].filter(Boolean).join(': ') || body;
  } catch {
    return body.slice(0, 500);
  }
}
