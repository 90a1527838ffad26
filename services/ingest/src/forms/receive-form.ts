import type { IncomingMessage } from 'node:http';
import type { Recording } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import { whileConnected } from '../http/while-connected.js';
import { UPLOAD_LIMITS, type UploadLimits } from '../limits/upload-limits.js';
import { Media } from '../media/media.js';
import {
  adoptRecording,
  storeFile,
  type RecordingTarget,
  type StoredFile,
} from '../recordings/store-recording.js';
import { CheckSubmission } from '../submission/check-submission.js';
import type { Submission } from '../submission/submission.js';
import { CollectedForm, fileFields } from './collected-form.js';
import { readMultipart, type FilePart, type PartReader, type TextPart } from './read-multipart.js';

export interface ReceivedForm {
  readonly recording: Recording;
  readonly form: Submission;
}

/** Takes note of what a form says. */
export interface FormWatcher {
  watching(reader: PartReader): PartReader;
}

/** Takes in `POST /v1/jobs` as multipart/form-data. */
@Injectable()
export class ReceiveForm {
  constructor(
    private readonly store: ObjectStore,
    private readonly media: Media,
    @Inject(UPLOAD_LIMITS) private readonly limits: UploadLimits,
    private readonly submissions: CheckSubmission,
  ) {}

  /**
   * The recording goes to the store under its key while it arrives, fields may stand before and after it. Once they are all
   * right it is decoded. A request that is rejected, for whatever reason, leaves nothing in the store.
   *
   * @throws AppError with all faults of the request, or with the first that makes reading on pointless
   */
  async receive(
    request: IncomingMessage,
    { key, owner }: RecordingTarget,
    watcher?: FormWatcher,
  ): Promise<ReceivedForm> {
    const { store, media, limits } = this;
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
      await readMultipart(request, limits, watcher?.watching(reader) ?? reader);
      if (files === 0) form.fault('file', 'missing', 'expected the recording as a file part named "file"');
      const parsed = form.parsed();
      this.submissions.assertAllowed(parsed);
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
}
