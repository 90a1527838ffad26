import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import { RecordingSource, type Continuation, type FoundRecording } from '../src/fetch/recording-source.js';

export const sample = await readFile(join(import.meta.dirname, '../../../samples/planning-meeting.ogg'));
export const version = '"v1"';
export const broken = new AppError('RECORDING_URL_UNREACHABLE', 'it stopped');

/** A server that has the sample, and breaks off after so many bytes of each answer. */
export class InterruptedSource extends RecordingSource {
  readonly asked: (Continuation | undefined)[] = [];
  bytes: Buffer = sample;
  version: string | undefined = version;
  breaksAfter = Number.POSITIVE_INFINITY;
  /** Gives no more in one answer, and says so. */
  endsAfter = Number.POSITIVE_INFINITY;
  pauseMs = 0;
  saysTotal = true;
  /** Begins anew whatever it is asked for. */
  isForgetful = false;

  async open(_url: string, _signal: AbortSignal, from?: Continuation): Promise<FoundRecording> {
    this.asked.push(from);
    const goesOn = from?.version === this.version && !this.isForgetful;
    const offset = goesOn ? (from?.offset ?? 0) : 0;
    const content = Readable.from(this.from(offset), { objectMode: false });
    const totalBytes = this.saysTotal ? this.bytes.length : undefined;
    return { content, filename: 'a.ogg', offset, version: this.version, totalBytes };
  }

  private async *from(offset: number) {
    for (let at = offset; at < this.bytes.length; at += 16_384) {
      if (at - offset >= this.breaksAfter) throw broken;
      if (at - offset >= this.endsAfter) return;
      yield this.bytes.subarray(at, at + 16_384);
      if (this.pauseMs > 0) await sleep(this.pauseMs);
    }
    if (this.bytes.length - offset > this.breaksAfter) throw broken;
  }
}
