import { Transform, type TransformCallback } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import { fileTypeFromBuffer } from 'file-type';

const headBytes = 4_096;

/** Containers whose registered type does not begin with audio/ or video/. */
const alsoMedia = new Set(['application/ogg', 'application/vnd.ms-asf', 'application/mxf']);
/** Notes and instructions to play, not recordings of anybody. */
const notRecordings = new Set(['audio/midi', 'audio/x-it', 'audio/x-s3m', 'audio/x-xm']);

/**
 * Passes a file through once its first bytes were recognised as audio or video; what the client calls it does not count.
 * Fails with RECORDING_NOT_MEDIA, naming what was found, or RECORDING_EMPTY.
 */
export class MediaSniffer extends Transform {
  private head: Buffer = Buffer.alloc(0);
  private type?: string;

  /** Known when the stream has ended. */
  get contentType(): string {
    if (!this.type) throw new Error('the file was not read yet');
    return this.type;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.type) return done(null, chunk);
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < headBytes) return done();
    this.releaseHead(done);
  }

  override _flush(done: TransformCallback): void {
    if (this.type) return done();
    if (this.head.length === 0) return done(new AppError('RECORDING_EMPTY', 'the file has no bytes'));
    this.releaseHead(done);
  }

  private releaseHead(done: TransformCallback): void {
    this.recognise().then((type) => {
      this.type = type;
      done(null, this.head);
      this.head = Buffer.alloc(0);
    }, done);
  }

  private async recognise(): Promise<string> {
    const found = await fileTypeFromBuffer(this.head);
    const mime = found?.mime.toLowerCase();
    const isMedia =
      mime && (/^(audio|video)\//.test(mime) || alsoMedia.has(mime)) && !notRecordings.has(mime);
    if (isMedia) return mime;
    throw new RejectedRequest(
      'RECORDING_NOT_MEDIA',
      `expected audio or video, found ${mime ?? describeUnknown(this.head)}`,
      {
        faults: [
          { pointer: '/file', code: 'invalid', detail: `found ${mime ?? describeUnknown(this.head)}` },
        ],
      },
    );
  }
}

function describeUnknown(head: Buffer): string {
  const start = head.subarray(0, 16);
  const isText = head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  return isText ? 'text' : `an unknown format that starts with the bytes ${start.toString('hex')}`;
}
