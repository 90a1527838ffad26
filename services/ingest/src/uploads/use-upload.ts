import { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { isUuid, RejectedRequest } from '@meeting-intelligence/http';
import type { Transaction } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import { FreeSpace } from '../limits/free-space.js';
import { filenameIn } from './tus/tus-headers.js';
import { directKey, type Upload } from './upload.js';
import { lost, UploadHold } from './upload-hold.js';
import { UPLOAD_SETTINGS, type UploadSettings } from './upload-settings.js';
import { Uploads } from './uploads.js';

/** A complete upload, held for who makes a job of it. */
export interface ReadyUpload {
  readonly content: Readable;
  readonly filename: string | undefined;
  /** In the transaction of the job: from its commit on the upload is used up. Throws where it must not become this job. */
  markUsed(transaction: Transaction): Promise<void>;
}

/** Makes one job of one upload: of two requests at once, in whatever replicas, one gets it. While it is copied it takes its room twice. */
@Injectable()
export class UseUpload {
  constructor(
    private readonly uploads: Uploads,
    private readonly store: ObjectStore,
    private readonly space: FreeSpace,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
  ) {}

  /**
   * The parts are deleted when `work` is done; where it fails the upload is as it was.
   *
   * @throws RejectedRequest UPLOAD_NOT_FOUND, UPLOAD_LOCKED, UPLOAD_UNFINISHED, UPLOAD_USED, each about /upload_id; AppError
   * STORAGE_FULL; or what `work` threw
   */
  async use<Result>(
    { id, owner, jobId }: { readonly id: string; readonly owner: string; readonly jobId: string },
    work: (ready: ReadyUpload) => Promise<Result>,
  ): Promise<Result> {
    const { hold, upload } = await this.take(id, owner);
    let beats = 0;
    // Nobody takes it from a request that is at work.
    hold.keepWhile({ progress: () => (beats += 1), end: () => undefined });
    try {
      if (upload.jobId !== null) throw about('UPLOAD_USED', 409, `it became the job ${upload.jobId}`);
      const keys = await this.keysOf(upload);
      const room = await this.space.keep(upload.length ?? 0);
      const content = Readable.from(this.contentOf(keys), { objectMode: false });
      try {
        const result = await work({
          content,
          filename: filenameIn(upload.metadata),
          markUsed: async (transaction) => {
            if (!(await this.uploads.markUsed(transaction, id, hold.holder, jobId))) throw lost();
          },
        });
        // What stays is swept.
        for (const key of keys) await this.store.delete(key).catch(() => undefined);
        return result;
      } finally {
        content.destroy();
        room.release();
      }
    } finally {
      await hold.release();
    }
  }

  private async take(id: string, owner: string) {
    try {
      if (isUuid(id)) return await UploadHold.take(this.uploads, id, owner, this.settings.hold);
    } catch (error) {
      if (error instanceof AppError && error.code === 'UPLOAD_LOCKED')
        throw about('UPLOAD_LOCKED', 409, 'another request is busy with this upload');
      if (!(error instanceof AppError) || error.code !== 'UPLOAD_NOT_FOUND') throw error;
    }
    throw about('UPLOAD_NOT_FOUND', 422, 'there is no upload with this id, or its time is up');
  }

  private async keysOf({ id, kind, length, received }: Upload): Promise<readonly string[]> {
    if (kind === 'direct') {
      const key = directKey(id);
      if (await this.store.has(key)) return [key];
      throw about('UPLOAD_UNFINISHED', 409, 'nothing arrived at the object store yet');
    }
    if (length === null || received < length)
      throw about(
        'UPLOAD_UNFINISHED',
        409,
        `${received} of ${length ?? 'an unknown number of'} bytes are here`,
      );
    return (await this.uploads.partsOf(id)).map(({ key }) => key);
  }

  /** S3 holds a form to the size it was made for; one more look costs nothing. */
  private async *contentOf(keys: readonly string[]): AsyncGenerator<Buffer, void, undefined> {
    const { maxFileBytes } = this.settings.limits;
    let size = 0;
    for (const key of keys)
      for await (const chunk of (await this.store.get(key)) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxFileBytes)
          throw new AppError('RECORDING_TOO_LARGE', `the recording is larger than ${maxFileBytes} bytes`);
        yield chunk;
      }
  }
}

function about(
  code: 'UPLOAD_NOT_FOUND' | 'UPLOAD_LOCKED' | 'UPLOAD_UNFINISHED' | 'UPLOAD_USED',
  status: number,
  detail: string,
) {
  return new RejectedRequest(code, detail, {
    status,
    faults: [{ pointer: '/upload_id', code: 'invalid', detail }],
  });
}
