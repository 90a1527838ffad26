import type { Recording } from '@meeting-intelligence/contracts';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Injectable } from '@nestjs/common';
import { Media } from '../media/media.js';
import { storeRecording, type NamedContent, type RecordingTarget } from './store-recording.js';

/** Takes over a recording that is here already, for a client that waits for the answer. */
@Injectable()
export class KeepRecording {
  constructor(
    private readonly store: ObjectStore,
    private readonly media: Media,
  ) {}

  /**
   * @param signal of the client
   * @throws as `storeRecording`; RejectedRequest SERVICE_UNAVAILABLE, before anything is copied, while many recordings wait
   */
  async keep(file: NamedContent, { key, owner }: RecordingTarget, signal: AbortSignal): Promise<Recording> {
    this.media.assertShortWait(owner);
    return storeRecording(file, key, this.store, this.media, signal, owner);
  }
}
