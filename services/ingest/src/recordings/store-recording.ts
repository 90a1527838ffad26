import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import type { Recording } from '@meeting-intelligence/contracts';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Media } from '../media/media.js';
import { fileLabel } from './file-label.js';
import { MediaSniffer } from './media-sniffer.js';

/** What is in the store and begins like audio or video. What it really is, nobody has looked at yet. */
export type StoredFile = Omit<Recording, 'durationMs'>;

export interface NamedContent {
  readonly content: Readable;
  /** What its owner calls it. */
  readonly filename: string | undefined;
}

/** Where a recording goes, and whose it is. */
export interface RecordingTarget {
  readonly key: string;
  readonly owner: string;
}

const never = new AbortController().signal;

/**
 * Stores a recording, if it is one that can be transcribed. Where it fails nothing is stored.
 *
 * @param signal ends the work, which then fails with its reason; the content is ended by whoever has it
 * @param owner as of `adoptRecording`
 * @throws as `storeFile` and `adoptRecording`
 */
export async function storeRecording(
  file: NamedContent,
  key: string,
  store: ObjectStore,
  media: Media,
  signal: AbortSignal = never,
  owner?: string,
): Promise<Recording> {
  const stored = await storeFile(file, key, store);
  try {
    return await adoptRecording(stored, store, media, signal, owner);
  } catch (error) {
    // What cannot be deleted now is swept later, as no job owns it.
    await store.delete(key).catch(() => undefined);
    throw error;
  }
}

/**
 * Streams a file to the store, if its first bytes are those of audio or video. Where it fails nothing is stored.
 *
 * @throws AppError RECORDING_EMPTY, RECORDING_NOT_MEDIA, STORAGE_FULL, STORAGE_UNAVAILABLE; or what the content threw
 */
export async function storeFile(
  { content, filename }: NamedContent,
  key: string,
  store: ObjectStore,
): Promise<StoredFile> {
  const sniffer = new MediaSniffer();
  // An error of either side reaches `put` through the sniffer.
  pipeline(content, sniffer, () => {});
  const { sizeBytes, sha256 } = await store.put(key, sniffer);
  return { key, filename: fileLabel(filename), contentType: sniffer.contentType, sizeBytes, sha256 };
}

/**
 * The recording that a stored file is, decoded once from its first to its last sample. Of a video the sound track takes the
 * place of the file. Where it fails the file is left to whoever stored it.
 *
 * @param owner of the client that waits for the answer; left out where nobody does
 * @throws AppError RECORDING_UNREADABLE, RECORDING_WITHOUT_SOUND, RECORDING_TOO_LONG, SERVICE_UNAVAILABLE, STORAGE_FULL,
 * STORAGE_UNAVAILABLE, OBJECT_NOT_FOUND; or the reason of `signal`
 */
export async function adoptRecording(
  stored: StoredFile,
  store: ObjectStore,
  media: Media,
  signal: AbortSignal = never,
  owner?: string,
): Promise<Recording> {
  const { key } = stored;
  const adopt = async (path: string): Promise<Recording> => {
    const track = await media.inspect(path, signal);
    const { durationMs } = track;
    if (!track.hasVideo) return { ...stored, durationMs };
    const sound = await media.withSound({ path, track }, signal, async (file) => ({
      ...(await store.put(key, createReadStream(file.path))),
      contentType: file.contentType,
    }));
    return { ...stored, ...sound, durationMs };
  };
  // Of what waits there is no file of this machine yet: there may be many, and each may be large.
  return media.inTurn(owner, signal, () => store.withFile(key, adopt));
}
