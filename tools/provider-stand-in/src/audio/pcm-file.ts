import { open, type FileHandle } from 'node:fs/promises';

export const SAMPLE_RATE = 16_000;
export const BYTES_PER_SAMPLE = 2;
const CHUNK_BYTES = 1024 * 1024;

export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

export const samplesIn = (ms: number): number => Math.round((ms * SAMPLE_RATE) / 1000);

/** Mono 16-bit PCM at 16 kHz on disk: an hour is 115 MB, so it is never read whole. */
export class PcmFile implements AsyncDisposable {
  private constructor(private readonly handle: FileHandle) {}

  static async open(path: string): Promise<PcmFile> {
    return new PcmFile(await open(path, 'r'));
  }

  async read({ startMs, endMs }: Interval): Promise<Int16Array> {
    const length = Math.max(0, samplesIn(endMs) - samplesIn(startMs));
    const bytes = Buffer.alloc(length * BYTES_PER_SAMPLE);
    const { bytesRead } = await this.handle.read(
      bytes,
      0,
      bytes.length,
      samplesIn(startMs) * BYTES_PER_SAMPLE,
    );
    return toSamples(bytes.subarray(0, bytesRead));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close();
  }
}

/** Yields interleaved samples in chunks that hold whole frames (one sample of every channel). */
export async function* readFrames(path: string, channels: number): AsyncGenerator<Int16Array> {
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const handle = await open(path, 'r');
  try {
    const size = Math.floor(CHUNK_BYTES / frameBytes) * frameBytes;
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, position);
      const whole = bytesRead - (bytesRead % frameBytes);
      if (whole === 0) return;
      position += whole;
      yield toSamples(buffer.subarray(0, whole));
    }
  } finally {
    await handle.close();
  }
}

export function toBytes(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

function toSamples(bytes: Buffer): Int16Array {
  return new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / BYTES_PER_SAMPLE));
}
