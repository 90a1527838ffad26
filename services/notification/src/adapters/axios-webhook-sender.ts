import type { Readable } from 'node:stream';
import {
  assertAllowedUrl,
  guardedAgents,
  refusalIn,
  type EgressPolicy,
  type ResolveName,
} from '@meeting-intelligence/egress';
import { AppError } from '@meeting-intelligence/errors';
import { retryAfterMs } from '@meeting-intelligence/http';
import { metrics } from '@meeting-intelligence/metrics';
import { inSpan, recordCall } from '@meeting-intelligence/telemetry';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { WebhookSender, type SendResult, type Webhook } from '../webhook-sender.js';
import { readStart } from './read-start.js';

/** Printable ASCII and space: anything else makes Node throw, or differs between HTTP libraries. */
const headerText = /^[\x20-\x7e]*$/;

/** `aborted` by the end of the process. */
const outcomes = ['ok', 'aborted', 'WEBHOOK_REJECTED', 'WEBHOOK_UNREACHABLE', 'URL_BLOCKED'];

/** Names hosts only: the path and the query of a webhook URL may hold a token. */
export class AxiosWebhookSender extends WebhookSender {
  private readonly http: AxiosInstance;

  constructor(
    override readonly timeoutMs: number,
    version: string,
    private readonly policy: EgressPolicy,
    resolve?: ResolveName,
  ) {
    super();
    metrics.webhookAttempts.initialise({ outcome: outcomes });
    metrics.webhookRequest.initialise({ outcome: outcomes });
    this.http = axios.create({
      headers: {
        'content-type': 'application/json',
        'user-agent': `MeetingIntelligence/${version}`,
        'accept-encoding': 'identity',
      },
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      // They keep no connection: one that the CMS just closed would be reported as unreachable.
      ...guardedAgents(policy, resolve),
    });
  }

  override send(webhook: Webhook, signal: AbortSignal): Promise<SendResult> {
    const { host } = new URL(webhook.url);
    const attributes = { 'http.request.method': 'POST', 'server.address': host };
    return inSpan('webhook deliver', { kind: 'CLIENT', attributes }, async (span) => {
      const startedAt = new Date();
      const start = performance.now();
      const answer = await recordCall({ provider: 'webhook', operation: 'POST' }, async (learn) => {
        const answered = await this.post(webhook, host, signal);
        learn({ statusCode: answered.statusCode, outcome: answered.failure?.code ?? 'ok' });
        return answered;
      });
      if (answer.statusCode) span.setAttribute('http.response.status_code', answer.statusCode);
      if (answer.failure) span.setAttribute('error.type', answer.failure.code);
      const { failure, statusCode = null, responseText = null } = answer;
      const durationMs = Math.round(performance.now() - start);
      return {
        attempt: { startedAt, durationMs, statusCode, responseText, error: failure?.message ?? null },
        failure,
      };
    });
  }

  private async post(webhook: Webhook, host: string, signal: AbortSignal): Promise<Answer> {
    if (!headerText.test(webhook.secret ?? ''))
      return { failure: unsendable('the webhook secret is no header value') };
    // Unlike axios' own timeout this covers connecting and the whole body.
    const deadline = AbortSignal.timeout(this.timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    let response: AxiosResponse<Readable>;
    try {
      const url = assertAllowedUrl(webhook.url, this.policy).href;
      response = await this.http.post<Readable>(url, Buffer.from(webhook.body), {
        headers: headersOf(webhook),
        signal: either,
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const refusal = refusalIn(error);
      if (refusal) return { failure: refusal };
      return {
        failure: unreachable(
          host,
          deadline.aborted ? `no answer within ${this.timeoutMs} ms` : reasonOf(error),
        ),
      };
    }
    // The status is the answer; what follows it is only kept for the record.
    const responseText = await readStart(response.data, either, webhook.secret);
    return { statusCode: response.status, responseText, failure: rejection(host, response) };
  }
}

interface Answer {
  readonly statusCode?: number;
  readonly responseText?: string;
  readonly failure?: AppError;
}

function headersOf({ deliveryId, secret }: Webhook): Record<string, string> {
  return {
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
    ...(secret && { 'x-webhook-secret': secret }),
  };
}

function rejection(host: string, { status, headers }: AxiosResponse): AppError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const asked = status === 429 || status === 503 ? retryAfterMs(headers['retry-after']) : undefined;
  const why = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return new AppError('WEBHOOK_REJECTED', `expected a 2xx status, ${host} answered ${status}${why}`, {
    // 410: the CMS says that nobody will ever listen there again.
    retryable: status !== 410,
    retryAfterMs: asked,
  });
}

function unreachable(host: string, reason: string): AppError {
  return new AppError('WEBHOOK_UNREACHABLE', `${host} could not be reached: ${reason}`);
}

function unsendable(reason: string): AppError {
  return new AppError('WEBHOOK_UNREACHABLE', reason, { retryable: false });
}

/** axios' own error is never kept as a cause: it holds the request, and so the secret and the whole URL. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return code && code !== 'ERR_BAD_REQUEST' ? code : message;
}
