import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { readFrames, toBytes } from './pcm-file.js';

/** Takes one channel, or the average of all, out of an interleaved PCM file. */
export async function writeSingleTrack(
  source: string,
  channels: number,
  pick: number | 'mix',
  target: string,
  signal: AbortSignal,
): Promise<void> {
  async function* tracks(): AsyncGenerator<Buffer> {
    for await (const samples of readFrames(source, channels)) {
      const track = new Int16Array(samples.length / channels);
      for (let i = 0; i < track.length; i++) {
        if (pick === 'mix') {
          let sum = 0;
          for (let channel = 0; channel < channels; channel++) sum += samples[i * channels + channel]!;
          track[i] = sum / channels;
        } else track[i] = samples[i * channels + pick]!;
      }
      yield toBytes(track);
    }
  }
  await pipeline(tracks, createWriteStream(target), { signal });
}
