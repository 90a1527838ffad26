import { readFrames, SAMPLE_RATE } from './pcm-file.js';

export const FRAME_MS = 10;
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;
/** Digital silence has no logarithm; anything below this is silence anyway. */
export const FLOOR_DB = -90;

/** Decibels below full scale, one value for every 10 ms. */
export type Levels = Float32Array;

export interface Loudness {
  readonly channels: readonly Levels[];
  /** What all channels averaged into one would sound like: channels in opposite phase cancel each other out. */
  readonly mix: Levels;
}

export async function measureLoudness(path: string, channels: number): Promise<Loudness> {
  const levels: number[][] = Array.from({ length: channels + 1 }, () => []);
  const energy = new Float64Array(channels + 1);
  let filled = 0;
  for await (const samples of readFrames(path, channels)) {
    for (let at = 0; at < samples.length; at += channels) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) {
        const value = samples[at + channel]!;
        sum += value;
        energy[channel]! += value * value;
      }
      energy[channels]! += (sum / channels) ** 2;
      if (++filled < FRAME_SAMPLES) continue;
      levels.forEach((track, index) => track.push(decibels(energy[index]! / FRAME_SAMPLES)));
      energy.fill(0);
      filled = 0;
    }
  }
  const tracks = levels.map((track) => Float32Array.from(track));
  return { channels: tracks.slice(0, channels), mix: tracks[channels]! };
}

function decibels(meanSquare: number): number {
  return Math.max(FLOOR_DB, 10 * Math.log10(meanSquare / (32768 * 32768) + 1e-12));
}

export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? FLOOR_DB;
}
