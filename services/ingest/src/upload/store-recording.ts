import { pipeline, type Readable } from 'node:stream';
import type { Recording } from '@meeting-intelligence/contracts';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { fileLabel } from './file-label.js';
import { MediaSniffer } from './media-sniffer.js';

/**
 * Streams a file to the store, if its first bytes are those of audio or video. Where it fails nothing is stored.
 *
 * @throws AppError RECORDING_EMPTY, RECORDING_NOT_MEDIA, STORAGE_FULL, STORAGE_UNAVAILABLE; or what the content threw
 */
export async function storeRecording(
  { content, filename }: { readonly content: Readable; readonly filename: string | undefined },
  key: string,
  store: ObjectStore,
): Promise<Recording> {
  const sniffer = new MediaSniffer();
  // An error of either side reaches `put` through the sniffer.
  pipeline(content, sniffer, () => {});
  const { sizeBytes, sha256 } = await store.put(key, sniffer);
  return { key, filename: fileLabel(filename), contentType: sniffer.contentType, sizeBytes, sha256 };
}
