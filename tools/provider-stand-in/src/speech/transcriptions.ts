import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UnreadableRecording } from '../audio/media-probe.js';
import type { Slots } from './slots.js';
import type { SpeechEngine } from './speech-engine.js';
import { toResult } from './transcript-result.js';
import type { TranscriptStore } from './transcript-store.js';
import type { Transcript, TranscriptRequest, TranscriptSummary } from './transcript.js';
import type { UploadStore } from './upload-store.js';

const DELETED = { text: 'Deleted by user.', audio_url: 'http://deleted_by_user' };
const OTHER_LANGUAGE = (code: string): string =>
  `The offline engine understands English only; language_code "${code}" was asked for.`;

/** Takes transcripts from queued through processing to completed or error, a few at a time. */
export class Transcriptions {
  private readonly running = new Map<string, { abort: AbortController; done: Promise<void> }>();

  constructor(
    private readonly dataDir: string,
    private readonly uploads: UploadStore,
    private readonly store: TranscriptStore,
    private readonly engine: SpeechEngine,
    private readonly jobs: Slots,
    private readonly onFault: (message: string, detail: Record<string, unknown>) => void,
  ) {}

  /** Continues what a stopped process left unfinished. */
  async resume(): Promise<void> {
    await rm(this.workFolder(), { recursive: true, force: true });
    for (const { id, status } of this.store.list().toReversed()) {
      if (status !== 'queued' && status !== 'processing') continue;
      const stored = await this.store.read(id);
      if (stored) this.start(stored.request, { ...stored.transcript, status: 'queued' });
    }
  }

  async submit(request: TranscriptRequest, injectedError?: string): Promise<Transcript> {
    const queued: Transcript = {
      id: randomUUID(),
      status: 'queued',
      audio_url: request.audio_url,
      created: new Date().toISOString(),
      completed: null,
      speech_model: this.engine.name,
      speech_model_used: this.engine.name,
      language_code: request.language_code ?? 'en_us',
      speaker_labels: request.speaker_labels ?? false,
      speakers_expected: request.speakers_expected ?? null,
      multichannel: request.multichannel ?? false,
      keyterms_prompt: request.keyterms_prompt ?? null,
      audio_duration: null,
      text: null,
      confidence: null,
      words: null,
      utterances: null,
    };
    await this.store.save(request, queued);
    await this.uploads.touch(request.audio_url);
    this.start(request, queued, injectedError);
    return queued;
  }

  async get(id: string): Promise<Transcript | undefined> {
    return this.store.has(id) ? (await this.store.read(id))?.transcript : undefined;
  }

  list(): readonly TranscriptSummary[] {
    return this.store.list();
  }

  /** Removes words and recording; the answer is the real provider's for a deleted transcript. */
  async delete(id: string): Promise<Transcript | undefined> {
    const transcript = await this.get(id);
    if (!transcript) return undefined;
    const job = this.running.get(id);
    job?.abort.abort(new Error('deleted'));
    await job?.done;
    await this.store.remove(id);
    const shared = this.store.list().some((other) => other.audio_url === transcript.audio_url);
    if (!shared) await this.uploads.remove(transcript.audio_url);
    return { ...transcript, ...DELETED, words: null, utterances: null };
  }

  async sweep(olderThan: Date): Promise<number> {
    const old = this.store
      .list()
      .filter(({ completed }) => completed !== null && new Date(completed) < olderThan);
    for (const { id } of old) await this.delete(id);
    return old.length + (await this.uploads.sweep(olderThan));
  }

  /** Stops the engines; unfinished transcripts are resumed by the next process. */
  async close(): Promise<void> {
    const jobs = [...this.running.values()];
    for (const { abort } of jobs) abort.abort(new Error('the stand-in is shutting down'));
    await Promise.all(jobs.map(({ done }) => done));
  }

  private start(request: TranscriptRequest, queued: Transcript, injectedError?: string): void {
    const abort = new AbortController();
    const done = this.jobs
      .run(async () => {
        if (abort.signal.aborted) return;
        await this.store.save(request, { ...queued, status: 'processing' });
        const finished = await this.finish(request, queued, abort.signal, injectedError);
        if (!abort.signal.aborted)
          await this.store.save(request, { ...finished, completed: new Date().toISOString() });
      })
      .catch((cause: unknown) =>
        this.onFault('transcript could not be stored', { id: queued.id, cause: String(cause) }),
      )
      .finally(() => this.running.delete(queued.id));
    this.running.set(queued.id, { abort, done });
  }

  private async finish(
    request: TranscriptRequest,
    queued: Transcript,
    signal: AbortSignal,
    injectedError?: string,
  ): Promise<Transcript> {
    const failed = (error: string): Transcript => ({ ...queued, status: 'error', error });
    if (injectedError) return failed(injectedError);
    const language = request.language_code ?? 'en';
    if (!/^en(?:[_-]|$)/i.test(language)) return failed(OTHER_LANGUAGE(language));
    const recording = await this.uploads.find(request.audio_url);
    if (!recording)
      return failed(
        'The stand-in only transcribes recordings that were uploaded to it; this one is not here.',
      );
    const workFolder = join(this.workFolder(), queued.id);
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    try {
      const options = {
        speakersExpected: request.speakers_expected ?? undefined,
        multichannel: request.multichannel ?? false,
      };
      const transcript = await this.engine.transcribe(recording, workFolder, options, signal);
      return { ...queued, status: 'completed', ...toResult(request, transcript) };
    } catch (cause) {
      if (cause instanceof UnreadableRecording) return failed(cause.message);
      if (!signal.aborted) this.onFault('the speech engine failed', { id: queued.id, cause: String(cause) });
      return failed('The offline speech engine failed; its log says why.');
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }

  private workFolder(): string {
    return resolve(this.dataDir, 'work');
  }
}
