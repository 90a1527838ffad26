import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { waveFile } from './wave-file.js';

export interface LoadOptions {
  /** Asked anew for each job: copies come and go. */
  readonly gateways: () => readonly string[];
  readonly apiKey: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** Where the CMS keeps recordings. */
  readonly mediaUrl: string;
  /** Told of each job as soon as its 202 is here. */
  readonly onAccepted: (id: string) => void;
}

/** How a recording is handed in. */
export type Way = 'upload' | 'url';

/** How long a client keeps trying to get one recording accepted. */
const PATIENCE_MS = 60_000;
const REQUEST_MS = 10_000;
const PAUSE_MS = 250;

/** Clients that hand recordings in. Each keeps trying until its recording is accepted with a 202. */
export class Load {
  private readonly posting: Promise<void>[] = [];
  /** Ids of the jobs that were accepted, in that order. */
  readonly accepted: string[] = [];
  /** Answers other than 202, and requests that broke. */
  readonly refusals: string[] = [];

  constructor(private readonly options: LoadOptions) {}

  /** Hands so many recordings in, one every `everyMs`. Returns at once. */
  post(jobs: number, everyMs = 0, way: Way = 'upload'): void {
    for (let index = 0; index < jobs; index += 1) {
      const posting = this.postOne(index, index * everyMs, way);
      // Who asks for `allAccepted` is told; until then nobody listens, and that must not end the run.
      posting.catch(() => undefined);
      this.posting.push(posting);
    }
  }

  /** Resolves when every recording was accepted. @throws when one was not, however often it was tried */
  async allAccepted(): Promise<readonly string[]> {
    await Promise.all(this.posting);
    return this.accepted;
  }

  /** One recording, tried once. */
  async submit(index = 0, way: Way = 'upload'): Promise<string> {
    const gateways = this.options.gateways();
    const gateway = gateways[index % gateways.length];
    if (gateway === undefined) throw new Error('there is no gateway');
    const { headers, body } = way === 'upload' ? this.form(index) : this.order(index);
    const response = await fetch(`${gateway}/v1/jobs`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${this.options.apiKey}` },
      body,
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await response.text();
    if (response.status !== 202) throw new Error(`${response.status} ${text.slice(0, 200)}`);
    const { id } = JSON.parse(text) as PublicJob;
    this.accepted.push(id);
    this.options.onAccepted(id);
    return id;
  }

  private form(index: number) {
    const { webhookUrl, webhookSecret } = this.options;
    const body = new FormData();
    body.set('title', 'Planning');
    body.set('webhook_url', webhookUrl);
    body.set('webhook_secret', webhookSecret);
    body.set('metadata', JSON.stringify({ article: index }));
    body.set('file', new Blob([waveFile()]), 'planning.wav');
    return { headers: {}, body };
  }

  private order(index: number) {
    const { webhookUrl, webhookSecret, mediaUrl } = this.options;
    const body = JSON.stringify({
      recording_url: new URL(`${randomUUID()}.wav`, mediaUrl).href,
      title: 'Planning',
      webhook_url: webhookUrl,
      webhook_secret: webhookSecret,
      metadata: { article: index },
    });
    return { headers: { 'content-type': 'application/json' }, body };
  }

  private async postOne(index: number, afterMs: number, way: Way): Promise<void> {
    await sleep(afterMs);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.submit(index, way);
        return;
      } catch (error) {
        this.refusals.push((error as Error).message);
        if (Date.now() > deadline) {
          throw new Error(
            `a recording was not accepted within ${PATIENCE_MS} ms: ${(error as Error).message}`,
            {
              cause: error,
            },
          );
        }
      }
      await sleep(PAUSE_MS);
    }
  }
}
