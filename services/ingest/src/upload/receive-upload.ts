import type { IncomingMessage } from 'node:http';
import type { Recording } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Media } from '../media/media.js';
import type { Submission } from '../submission/submission.js';
import { CollectedForm, fileFields } from './collected-form.js';
import { readMultipart, type FilePart, type PartReader, type TextPart } from './read-multipart.js';
import { adoptRecording, storeFile, type StoredFile } from './store-recording.js';
import type { UploadLimits } from './upload-limits.js';
import { whileConnected } from './while-connected.js';

export interface ReceivedUpload {
  readonly recording: Recording;
  readonly form: Submission;
}

export interface UploadTarget {
  /** Where the recording goes. */
  readonly key: string;
  /** Whose it is. */
  readonly owner: string;
}

export interface UploadNeeds {
  readonly store: ObjectStore;
  readonly media: Media;
  readonly limits: UploadLimits;
}

/**
 * Takes in `POST /v1/jobs`: the recording goes to the store under `key` while it arrives, fields may stand before and
 * after it. Once they are all right it is decoded. A request that is rejected, for whatever reason, leaves nothing in the
 * store.
 *
 * @param check throws where something is wrong with a form whose fields are as expected
 * @param fingerprint takes note of what is received
 * @throws AppError with all faults of the request, or with the first that makes reading on pointless
 */
export async function receiveUpload(
  request: IncomingMessage,
  { key, owner }: UploadTarget,
  { store, media, limits }: UploadNeeds,
  check: (form: Submission) => void = () => {},
  fingerprint?: { watching(reader: PartReader): PartReader },
): Promise<ReceivedUpload> {
  const form = new CollectedForm();
  let files = 0;
  let stored: StoredFile | undefined;

  const receiveFile = async (part: FilePart) => {
    if (!fileFields.includes(part.name))
      form.fault(part.name, 'unknown', `expected a file only as ${fileFields.join(' or ')}`);
    else if (++files > 1) form.fault('file', 'duplicate', 'expected one file');
    // Of a request that is going to be rejected only the other faults are still of interest.
    if (form.isFaulty) return void part.content.resume();
    try {
      stored = await storeFile(part, key, store);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RECORDING_EMPTY') throw error;
      form.fault('file', 'empty', error.message);
    }
  };

  try {
    const reader = { text: (part: TextPart) => form.add(part), file: receiveFile };
    await readMultipart(request, limits, fingerprint?.watching(reader) ?? reader);
    if (files === 0) form.fault('file', 'missing', 'expected the recording as a file part named "file"');
    const parsed = form.parsed();
    check(parsed);
    if (!stored) throw new Error('a valid form without a recording');
    const file = stored;
    const recording = await whileConnected(request, (signal) =>
      adoptRecording(file, store, media, signal, owner),
    );
    return { form: parsed, recording };
  } catch (error) {
    // A failed `put` left nothing behind by itself.
    if (stored) await store.delete(key);
    throw error;
  }
}
