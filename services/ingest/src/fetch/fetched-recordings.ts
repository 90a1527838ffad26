import { Readable } from 'node:stream';
import { toAppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { FreeSpace } from '../limits/free-space.js';
import type { Media } from '../media/media.js';
import { fetchedKey } from '../recording-key.js';
import { adoptRecording, storeFile, storeRecording } from '../upload/store-recording.js';
import type { OthersWait } from './fetch-turns.js';
import { leaving } from './leaving.js';
import type { FoundRecording, RecordingSource } from './recording-source.js';
import { allOfIt, Slice, type SliceLimits } from './slice.js';
import {
  bytesIn,
  filesOf,
  type BegunAnew,
  type BegunFetch,
  type FinishedFetch,
  type UnfinishedFetch,
} from './unfinished-fetch.js';

export type Fetched = FinishedFetch | { readonly unfinished: UnfinishedFetch | BegunAnew };

export interface FetchTurn {
  readonly jobId: string;
  readonly url: string;
  readonly signal: AbortSignal;
  readonly othersWait: OthersWait;
}

/** Where fetched recordings go. */
export interface FetchedFiles {
  readonly store: ObjectStore;
  readonly space: Pick<FreeSpace, 'assertForUpload'>;
  readonly media: Media;
}

const anew: BegunAnew = { begunAnew: true };

/** Brings recordings from where a CMS keeps them into the store, checked like uploads. */
export class FetchedRecordings {
  /** `limits`: how far one delivery goes with a recording that can be had in parts. */
  constructor(
    private readonly source: RecordingSource,
    private readonly files: FetchedFiles,
    private readonly limits: SliceLimits,
  ) {}

  /**
   * Goes on where `begun` ends, once it could not in one go. Where it fails what `begun` names stays, unless the failure has a
   * checkpoint. What a finished one was put together from is the caller's to throw away: when the ledger has the recording.
   *
   * @throws AppError of `RecordingSource`; STORAGE_FULL before it asks for anything; as `storeRecording`
   */
  async fetch(turn: FetchTurn, begun?: BegunFetch): Promise<Fetched> {
    if (!begun || 'begunAnew' in begun) return this.begin(turn, await this.open(turn), begun);
    if ('recording' in begun) {
      if (await this.files.store.has(begun.recording.key)) return begun;
      return this.beginAgain(begun);
    }
    try {
      return await this.goOn(turn, begun);
    } catch (error) {
      if (toAppError(error).code !== 'OBJECT_NOT_FOUND') throw error;
      // Another delivery of the event began anew, or gave it up.
      return this.beginAgain(begun);
    }
  }

  /** What is not deleted is an orphan once its job has its recording or has ended: it is swept. */
  async discard(files: readonly { readonly key: string }[]): Promise<void> {
    await Promise.allSettled(files.map(({ key }) => this.files.store.delete(key)));
  }

  private async beginAgain(begun: BegunFetch): Promise<Fetched> {
    await this.discard(filesOf(begun));
    return { unfinished: anew };
  }

  private async open({ url, signal }: FetchTurn, begun?: UnfinishedFetch): Promise<FoundRecording> {
    const { space } = this.files;
    const offset = bytesIn(begun?.parts ?? []);
    // Before it asks, too: the URL may be good for one request.
    await space.assertForUpload(begun?.totalBytes && begun.totalBytes - offset);
    const { version = '', totalBytes } = begun ?? {};
    return this.source.open(url, signal, begun && { offset, version, totalBytes });
  }

  private async begin(turn: FetchTurn, found: FoundRecording, begun?: BegunAnew): Promise<Fetched> {
    const { store, media } = this.files;
    const { version, totalBytes, filename } = found;
    const slice = this.sliceOf(turn, found, version && !begun ? this.limits : allOfIt);
    const key = fetchedKey(turn.jobId);
    await this.assertRoom(found);
    const file = await storeFile({ content: slice.stream(), filename }, key, store);
    const { sizeBytes } = file;
    const parts = [{ key, sizeBytes }];
    if (version && !slice.isLast) return { unfinished: { version, totalBytes, filename, parts } };
    try {
      return { recording: await adoptRecording(file, store, media, turn.signal), parts: [] };
    } catch (error) {
      return this.failWith(error, { version: version ?? '', totalBytes: sizeBytes, filename, parts });
    }
  }

  private async goOn(turn: FetchTurn, begun: UnfinishedFetch): Promise<Fetched> {
    if (bytesIn(begun.parts) === begun.totalBytes) return this.putTogether(turn, begun);
    const found = await this.open(turn, begun);
    if (found.offset === 0) {
      await this.discard(begun.parts);
      return this.begin(turn, found, anew).catch((error: unknown) => {
        throw leaving(error, toAppError(error).checkpoint ?? anew);
      });
    }
    const { totalBytes } = found;
    if (found.offset === totalBytes) return this.putTogether(turn, { ...begun, totalBytes });
    const slice = this.sliceOf(turn, found, this.limits);
    await this.assertRoom(found);
    const key = fetchedKey(turn.jobId);
    const { sizeBytes } = await this.files.store.put(key, slice.stream());
    const grown = { ...begun, totalBytes, parts: [...begun.parts, { key, sizeBytes }] };
    return slice.isLast ? this.putTogether(turn, grown) : { unfinished: grown };
  }

  private async putTogether({ jobId, signal }: FetchTurn, begun: UnfinishedFetch): Promise<FinishedFetch> {
    const { store, space, media } = this.files;
    const { parts, filename } = begun;
    try {
      await space.assertForUpload(bytesIn(parts));
      const content = Readable.from(this.contentOf(parts), { objectMode: false });
      const recording = await storeRecording({ content, filename }, fetchedKey(jobId), store, media, signal);
      return { recording, parts };
    } catch (error) {
      return this.failWith(error, begun);
    }
  }

  /** Of what is all here nothing is fetched again, unless it is what is at fault. */
  private async failWith(error: unknown, all: UnfinishedFetch): Promise<never> {
    if (toAppError(error).retryable) throw leaving(error, all);
    await this.discard(all.parts);
    throw error;
  }

  private sliceOf({ signal, othersWait }: FetchTurn, found: FoundRecording, limits: SliceLimits): Slice {
    return new Slice(found, limits, signal, othersWait);
  }

  /** @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  private async assertRoom({ content, offset, totalBytes }: FoundRecording): Promise<void> {
    try {
      await this.files.space.assertForUpload(totalBytes && totalBytes - offset);
    } catch (error) {
      content.destroy();
      throw error;
    }
  }

  private async *contentOf(parts: UnfinishedFetch['parts']): AsyncGenerator<Buffer, void, undefined> {
    for (const { key } of parts) yield* (await this.files.store.get(key)) as AsyncIterable<Buffer>;
  }
}
