import type { Recording } from '@meeting-intelligence/contracts';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Injectable } from '@nestjs/common';
import { recordingKey } from '../recording-key.js';
import { storeRecording } from '../upload/store-recording.js';
import { RecordingSource } from './recording-source.js';

/** Brings recordings from where a CMS keeps them into the store, checked like uploads. */
@Injectable()
export class FetchedRecordings {
  constructor(
    private readonly source: RecordingSource,
    private readonly store: ObjectStore,
  ) {}

  /**
   * Where it fails nothing is stored.
   *
   * @throws AppError of `RecordingSource`; RECORDING_EMPTY, RECORDING_NOT_MEDIA, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async fetch(jobId: string, url: string, signal: AbortSignal): Promise<Recording> {
    const found = await this.source.open(url, signal);
    return storeRecording(found, recordingKey(jobId), this.store);
  }

  discard(jobId: string): Promise<void> {
    return this.store.delete(recordingKey(jobId));
  }
}
