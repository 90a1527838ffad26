import { AppError } from '@meeting-intelligence/errors';
import type { IncomingBytes } from './incoming-bytes.js';

/** The bodies that are coming in, so that a process that stops keeps what is here and the client goes on with another one. */
export class OpenTransfers {
  private readonly open = new Set<IncomingBytes>();
  private isEnding = false;

  get count(): number {
    return this.open.size;
  }

  async during<Result>(bytes: IncomingBytes, work: () => Promise<Result>): Promise<Result> {
    this.open.add(bytes);
    if (this.isEnding) bytes.stop(stopping());
    try {
      return await work();
    } finally {
      this.open.delete(bytes);
      bytes.close();
    }
  }

  endAll(): void {
    this.isEnding = true;
    for (const bytes of this.open) bytes.stop(stopping());
  }
}

function stopping(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'this process stops; what arrived is kept');
}
