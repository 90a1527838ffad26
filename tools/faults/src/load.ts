import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';

export interface LoadOptions {
  /** Asked anew for each job: copies come and go. */
  readonly gateways: () => readonly string[];
  readonly apiKey: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
}

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
  post(jobs: number, everyMs = 0): void {
    for (let index = 0; index < jobs; index += 1) {
      const posting = this.postOne(index, index * everyMs);
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
  async submit(index = 0): Promise<string> {
    const gateways = this.options.gateways();
    const gateway = gateways[index % gateways.length];
    if (gateway === undefined) throw new Error('there is no gateway');
    const form = new FormData();
    form.set('title', 'Planning');
    form.set('webhook_url', this.options.webhookUrl);
    form.set('webhook_secret', this.options.webhookSecret);
    form.set('metadata', JSON.stringify({ article: index }));
    form.set('file', new Blob([recording()]), 'planning.wav');
    const response = await fetch(`${gateway}/v1/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.options.apiKey}` },
      body: form,
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await response.text();
    if (response.status !== 202) throw new Error(`${response.status} ${text.slice(0, 200)}`);
    const { id } = JSON.parse(text) as PublicJob;
    this.accepted.push(id);
    return id;
  }

  private async postOne(index: number, afterMs: number): Promise<void> {
    await sleep(afterMs);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.submit(index);
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

const SAMPLES = 16_000;
const HEADER_BYTES = 44;

/** A second of noise as WAV: every recording is another one. */
function recording(): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(HEADER_BYTES + 2 * SAMPLES);
  const view = new DataView(file.buffer);
  const write = (at: number, text: string) => file.set(Buffer.from(text, 'latin1'), at);
  write(0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // mono
  view.setUint32(24, SAMPLES, true);
  view.setUint32(28, 2 * SAMPLES, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, 2 * SAMPLES, true);
  file.set(randomBytes(2 * SAMPLES), HEADER_BYTES);
  return file;
}
