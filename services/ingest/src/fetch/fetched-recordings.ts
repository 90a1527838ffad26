import { Readable } from 'node:stream';
import type { Recording } from '@meeting-intelligence/contracts';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Media } from '../media/media.js';
import { fetchedKey } from '../recording-key.js';
import { adoptRecording, storeFile, storeRecording } from '../upload/store-recording.js';
import type { RecordingSource } from './recording-source.js';
import { allOfIt, Slice, type SliceLimits } from './slice.js';
import { bytesIn, type FetchedPart, type UnfinishedFetch } from './unfinished-fetch.js';

export type Fetched = { readonly recording: Recording } | { readonly unfinished: UnfinishedFetch };

/** Brings recordings from where a CMS keeps them into the store, checked like uploads. */
export class FetchedRecordings {
  /** `limits`: how far one delivery goes with a recording that can be had in parts. */
  constructor(
    private readonly source: RecordingSource,
    private readonly store: ObjectStore,
    private readonly limits: SliceLimits,
    private readonly media: Media,
  ) {}

  /**
   * Goes on where `begun` ends, if the server can do that. Where it fails it stores nothing, and what `begun` names stays.
   *
   * @throws AppError of `RecordingSource`; as `storeRecording`
   */
  async fetch(jobId: string, url: string, signal: AbortSignal, begun?: UnfinishedFetch): Promise<Fetched> {
    const from = begun && { offset: bytesIn(begun.parts), version: begun.version };
    const { content, filename, offset, version } = await this.source.open(url, signal, from);
    const slice = new Slice(content, version ? this.limits : allOfIt, signal);
    const bytes = Readable.from(slice.read(), { objectMode: false });
    const key = fetchedKey(jobId);

    if (!begun || offset === 0) {
      const file = await storeFile({ content: bytes, filename }, key, this.store);
      if (version && !slice.isLast)
        return { unfinished: { version, parts: [{ key, sizeBytes: file.sizeBytes }] } };
      return {
        recording: await this.orNothing(key, () => adoptRecording(file, this.store, this.media, signal)),
      };
    }

    const { sizeBytes } = await this.store.put(key, bytes);
    const parts = [...begun.parts, { key, sizeBytes }];
    if (!slice.isLast) return { unfinished: { ...begun, parts } };
    const recording = await this.orNothing(key, () => {
      const whole = { content: Readable.from(this.contentOf(parts), { objectMode: false }), filename };
      return storeRecording(whole, fetchedKey(jobId), this.store, this.media, signal);
    });
    await this.discard(parts);
    return { recording };
  }

  /** What is not deleted is an orphan once its job has its recording or has ended: it is swept. */
  async discard(files: readonly { readonly key: string }[]): Promise<void> {
    await Promise.allSettled(files.map(({ key }) => this.store.delete(key)));
  }

  private async orNothing<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      await this.discard([{ key }]);
      throw error;
    }
  }

  private async *contentOf(parts: readonly FetchedPart[]): AsyncGenerator<Buffer, void, undefined> {
    for (const { key } of parts) yield* (await this.store.get(key)) as AsyncIterable<Buffer>;
  }
}
