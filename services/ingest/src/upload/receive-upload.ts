import type { IncomingMessage } from 'node:http';
import type { Recording } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Submission } from '../submission/submission.js';
import { CollectedForm, fileFields } from './collected-form.js';
import { readMultipart, type FilePart } from './read-multipart.js';
import { storeRecording } from './store-recording.js';
import type { UploadLimits } from './upload-limits.js';

export interface ReceivedUpload {
  readonly recording: Recording;
  readonly form: Submission;
}

/**
 * Takes in `POST /v1/jobs`: the recording goes to the store under `key` while it arrives, fields may stand before and
 * after it. A request that is rejected, for whatever reason, leaves nothing in the store.
 *
 * @param check throws where something is wrong with a form whose fields are as expected
 * @throws AppError with all faults of the request, or with the first that makes reading on pointless
 */
export async function receiveUpload(
  request: IncomingMessage,
  key: string,
  store: ObjectStore,
  limits: UploadLimits,
  check: (form: Submission) => void = () => {},
): Promise<ReceivedUpload> {
  const form = new CollectedForm();
  let files = 0;
  let recording: Recording | undefined;

  const receiveFile = async (part: FilePart) => {
    if (!fileFields.includes(part.name))
      form.fault(part.name, 'unknown', `expected a file only as ${fileFields.join(' or ')}`);
    else if (++files > 1) form.fault('file', 'duplicate', 'expected one file');
    // Of a request that is going to be rejected only the other faults are still of interest.
    if (form.isFaulty) return void part.content.resume();
    try {
      recording = await storeRecording(part, key, store);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RECORDING_EMPTY') throw error;
      form.fault('file', 'empty', error.message);
    }
  };

  try {
    await readMultipart(request, limits, { text: (part) => form.add(part), file: receiveFile });
    if (files === 0) form.fault('file', 'missing', 'expected the recording as a file part named "file"');
    const parsed = form.parsed();
    check(parsed);
    if (!recording) throw new Error('a valid form without a recording');
    return { form: parsed, recording };
  } catch (error) {
    // A failed `put` left nothing behind by itself.
    if (recording) await store.delete(key);
    throw error;
  }
}
