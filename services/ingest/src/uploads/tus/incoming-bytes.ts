import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { watchPace } from '../../limits/pace.js';
import type { UploadLimits } from '../../limits/upload-limits.js';

/**
 * The body of a request, of which everything counts that arrived: where the client goes away, stalls or is stopped, what came
 * before is read to its end, and only then `fault` says why there is no more.
 */
export class IncomingBytes {
  /** How many were read. */
  count = 0;
  fault?: AppError;
  private readonly body = new PassThrough();
  private readonly chunks = (this.body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  private readonly endWatch: () => void;
  private readonly onError = (cause: Error) => this.stop(incomplete(cause));

  /** Of what does not fit into `room` nothing is taken, and `overflow` is the fault. */
  constructor(
    private readonly request: IncomingMessage,
    limits: UploadLimits,
    private readonly room: number,
    private readonly overflow: AppError,
  ) {
    request.once('error', this.onError);
    this.endWatch = watchPace(request, limits, (fault) => this.stop(fault));
    // It went away before anybody listened.
    if (request.destroyed && !request.complete) this.stop(incomplete(new Error('the client went away')));
    else request.pipe(this.body);
  }

  /** Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    const { value, done } = (await this.chunks.next()) as IteratorResult<Buffer, undefined>;
    if (done) return undefined;
    const fitting = value.subarray(0, this.room - this.count);
    this.count += fitting.length;
    if (fitting.length < value.length) this.stop(this.overflow);
    return fitting.length > 0 ? fitting : undefined;
  }

  stop(fault: AppError): void {
    if (this.fault) return;
    this.fault = fault;
    this.request.unpipe(this.body);
    this.body.end();
  }

  /** What was not read stays with the request. */
  close(): void {
    this.endWatch();
    this.request.unpipe(this.body);
    this.body.destroy();
  }
}

function incomplete(cause: unknown): AppError {
  return new AppError('UPLOAD_INCOMPLETE', 'the connection ended before the request did', { cause });
}
