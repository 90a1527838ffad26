import type { IncomingMessage } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import type { Upload } from '../upload.js';
import { lost, UploadHold, uploadNotFound } from '../upload-hold.js';
import { UPLOAD_SETTINGS, type UploadSettings } from '../upload-settings.js';
import { Uploads } from '../uploads.js';
import { IncomingBytes } from './incoming-bytes.js';
import { OpenTransfers } from './open-transfers.js';
import { takeIn } from './take-in.js';
import { badHeader, checksumOf, declaredLength, offsetOf } from './tus-headers.js';

/** Adds the body of a request to an upload: the core of tus. */
@Injectable()
export class Append {
  constructor(
    private readonly uploads: Uploads,
    private readonly store: ObjectStore,
    private readonly transfers: OpenTransfers,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
  ) {}

  /**
   * As a PATCH. Nothing of the body is read before it is clear that it may be added.
   *
   * @returns the upload after it
   * @throws AppError UPLOAD_NOT_FOUND, UPLOAD_LOCKED, UPLOAD_OFFSET_CONFLICT, INVALID_REQUEST, RECORDING_TOO_LARGE; as `takeIn`
   */
  async append(request: IncomingMessage, id: string, owner: string): Promise<Upload> {
    const { headers } = request;
    const offset = offsetOf(headers);
    checksumOf(headers);
    const length = declaredLength(headers, this.settings.limits.maxFileBytes);
    const { hold, upload } = await UploadHold.take(this.uploads, id, owner, this.settings.hold);
    try {
      if (upload.kind === 'direct') throw uploadNotFound();
      if (upload.received !== offset)
        throw offsetConflict(`expected Upload-Offset: ${upload.received}, got ${offset}`);
      const declared = length === undefined ? upload : await this.declare(upload, hold, length);
      return await this.receive(request, declared, hold);
    } finally {
      await hold.release();
    }
  }

  /** The body of the request that made the upload, which nobody else knows yet. */
  async begin(request: IncomingMessage, { id, owner }: Upload): Promise<Upload> {
    const { hold, upload } = await UploadHold.take(this.uploads, id, owner, this.settings.hold);
    try {
      return await this.receive(request, upload, hold);
    } finally {
      await hold.release();
    }
  }

  private async declare(upload: Upload, hold: UploadHold, length: number): Promise<Upload> {
    if (upload.length === length) return upload;
    if (upload.length !== null || length < upload.received)
      throw badHeader('expected no other Upload-Length than the one that was told, nor less than is here');
    if (!(await this.uploads.setLength(upload.id, hold.holder, length))) throw lost();
    return { ...upload, length };
  }

  private async receive(request: IncomingMessage, upload: Upload, hold: UploadHold): Promise<Upload> {
    const checksum = checksumOf(request.headers);
    const { room, overflow } = this.roomOf(upload, checksum !== undefined);
    if (Number(request.headers['content-length'] ?? 0) > room) throw overflow;
    const bytes = new IncomingBytes(request, this.settings.limits, room, overflow);
    hold.keepWhile({ progress: () => bytes.count, end: (why) => bytes.stop(why) });
    const received = await this.transfers.during(bytes, () =>
      takeIn(
        bytes,
        upload,
        hold.holder,
        { uploads: this.uploads, store: this.store },
        checksum,
        this.settings.partSize,
      ),
    );
    return { ...upload, received };
  }

  private roomOf({ length, received }: Upload, hasChecksum: boolean): { room: number; overflow: AppError } {
    const { limits, mostBytesWithChecksum } = this.settings;
    const room = (length ?? limits.maxFileBytes) - received;
    if (hasChecksum && mostBytesWithChecksum < room)
      return {
        room: mostBytesWithChecksum,
        overflow: badHeader(`expected at most ${mostBytesWithChecksum} bytes with one checksum`, 413),
      };
    const tooMuch =
      length === null
        ? new AppError('RECORDING_TOO_LARGE', `expected at most ${limits.maxFileBytes} bytes`)
        : badHeader(`expected at most the ${room} bytes that are missing`, 413);
    return { room, overflow: tooMuch };
  }
}

function offsetConflict(detail: string): RejectedRequest {
  return new RejectedRequest('UPLOAD_OFFSET_CONFLICT', detail);
}
