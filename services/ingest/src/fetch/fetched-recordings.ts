import { Readable } from 'node:stream';
import { toAppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { FreeSpace, KeptRoom } from '../limits/free-space.js';
import type { Media } from '../media/media.js';
import { fetchedKey } from '../recordings/recording-key.js';
import { adoptRecording, storeFile, storeRecording } from '../recordings/store-recording.js';
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
  readonly space: Pick<FreeSpace, 'keep'>;
  readonly media: Media;
}

export interface FetchLimits extends SliceLimits {
  /** How much room is kept at a time for a recording whose server does not say how large it is. */
  readonly roomStepBytes: number;
}

const anew: BegunAnew = { begunAnew: true };

/** Brings recordings from where a CMS keeps them into the store, checked like uploads. */
export class FetchedRecordings {
  /** `limits`: how far one delivery goes with a recording that can be had in parts. */
  constructor(
    private readonly source: RecordingSource,
    private readonly files: FetchedFiles,
    private readonly limits: FetchLimits,
  ) {}

  /**
   * Goes on where `begun` ends, once it could not in one go. Where it fails what `begun` names stays, unless the failure has a
   * checkpoint. What a finished one was put together from is the caller's to throw away: when the ledger has the recording.
   *
   * @throws AppError of `RecordingSource`; STORAGE_FULL before it asks for anything; as `storeRecording`
   */
  async fetch(turn: FetchTurn, begun?: BegunFetch): Promise<Fetched> {
    if (!begun || 'begunAnew' in begun)
      return this.inRoom(undefined, async (room) => this.begin(turn, room, await this.open(turn), begun));
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

  /** Kept before it is asked for anything, too: the URL may be good for one request. @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  private async inRoom<Result>(
    coming: number | undefined,
    work: (room: KeptRoom) => Promise<Result>,
  ): Promise<Result> {
    const room = await this.files.space.keep(coming ?? this.limits.roomStepBytes);
    try {
      return await work(room);
    } finally {
      room.release();
    }
  }

  private open({ url, signal }: FetchTurn, begun?: UnfinishedFetch): Promise<FoundRecording> {
    const { version = '', totalBytes, parts = [] } = begun ?? {};
    return this.source.open(url, signal, begun && { offset: bytesIn(parts), version, totalBytes });
  }

  private async begin(
    turn: FetchTurn,
    room: KeptRoom,
    found: FoundRecording,
    begun?: BegunAnew,
  ): Promise<Fetched> {
    const { store, media } = this.files;
    const { version, totalBytes, filename } = found;
    const slice = this.sliceOf(turn, found, version && !begun ? this.limits : allOfIt);
    const key = fetchedKey(turn.jobId);
    const content = await this.comingInto(room, found, slice);
    const file = await storeFile({ content, filename }, key, store);
    room.release();
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
    if (isAllHere(begun)) return this.putTogether(turn, begun);
    const { totalBytes, parts } = begun;
    const left = totalBytes && totalBytes - bytesIn(parts);
    const fetched = await this.inRoom(left, (room) => this.fetchRest(turn, room, begun));
    return 'unfinished' in fetched && isAllHere(fetched.unfinished)
      ? this.putTogether(turn, fetched.unfinished)
      : fetched;
  }

  private async fetchRest(turn: FetchTurn, room: KeptRoom, begun: UnfinishedFetch): Promise<Fetched> {
    const found = await this.open(turn, begun);
    if (found.offset === 0) {
      await this.discard(begun.parts);
      return this.begin(turn, room, found, anew).catch((error: unknown) => {
        throw leaving(error, toAppError(error).checkpoint ?? anew);
      });
    }
    const { totalBytes } = found;
    if (found.offset === totalBytes) return { unfinished: { ...begun, totalBytes } };
    const slice = this.sliceOf(turn, found, this.limits);
    const content = await this.comingInto(room, found, slice);
    const key = fetchedKey(turn.jobId);
    const { sizeBytes } = await this.files.store.put(key, content);
    const parts = [...begun.parts, { key, sizeBytes }];
    return {
      unfinished: { ...begun, parts, totalBytes: slice.isLast ? bytesIn(parts) : totalBytes },
    };
  }

  private async putTogether({ jobId, signal }: FetchTurn, begun: UnfinishedFetch): Promise<FinishedFetch> {
    const { store, media } = this.files;
    const { parts, filename } = begun;
    try {
      return await this.inRoom(bytesIn(parts), async (room) => {
        const content = Readable.from(this.contentOf(parts), { objectMode: false });
        content.once('close', () => room.release());
        const file = { content, filename };
        return { recording: await storeRecording(file, fetchedKey(jobId), store, media, signal), parts };
      });
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

  /** Of what says how large it is, all that is to come has its room; of what does not, always so much that is next. */
  private async comingInto(
    room: KeptRoom,
    { content, offset, totalBytes }: FoundRecording,
    slice: Slice,
  ): Promise<Readable> {
    const { roomStepBytes } = this.limits;
    try {
      await room.resize(totalBytes === undefined ? roomStepBytes : totalBytes - offset);
    } catch (error) {
      content.destroy();
      throw error;
    }
    const stream = slice.stream();
    return totalBytes === undefined
      ? Readable.from(inSteps(stream, roomStepBytes, room), { objectMode: false })
      : stream;
  }

  private async *contentOf(parts: UnfinishedFetch['parts']): AsyncGenerator<Buffer, void, undefined> {
    for (const { key } of parts) yield* (await this.files.store.get(key)) as AsyncIterable<Buffer>;
  }
}

function isAllHere(begun: UnfinishedFetch | BegunAnew): begun is UnfinishedFetch {
  return 'parts' in begun && bytesIn(begun.parts) === begun.totalBytes;
}

/** What came by then is seen by whoever looks how much is free: room is kept for the next step again. */
async function* inSteps(
  content: AsyncIterable<Buffer>,
  stepBytes: number,
  room: KeptRoom,
): AsyncGenerator<Buffer, void, undefined> {
  let came = 0;
  for await (const chunk of content) {
    yield chunk;
    came += chunk.length;
    if (came < stepBytes) continue;
    await room.resize(stepBytes);
    came = 0;
  }
}
