import { SAMPLE_RATE } from './pcm-file.js';

const DECIMATION = 2;
const RATE = SAMPLE_RATE / DECIMATION;
const WINDOW = Math.round(RATE * 0.04);
const MIN_LAG = Math.floor(RATE / 400);
const MAX_LAG = Math.ceil(RATE / 60);
const VOICED_CORRELATION = 0.6;
const MIN_VOICED_RMS = 200;
/** Bounds the work on long segments: a median needs no more. */
const MAX_FRAMES = 120;

export interface Pitch {
  /** Median pitch in semitones above 1 Hz: voices differ by ratio, so clustering needs a logarithmic scale. */
  readonly semitones: number;
  readonly voicedFrames: number;
}

/** Median pitch of the voiced frames by normalised autocorrelation; undefined when too little is voiced. */
export function medianPitch(samples: Int16Array): Pitch | undefined {
  const signal = decimate(samples);
  const hop = Math.max(Math.round(RATE * 0.015), Math.floor(signal.length / MAX_FRAMES));
  const pitches: number[] = [];
  for (let start = 0; start + WINDOW + MAX_LAG < signal.length; start += hop) {
    const pitchHz = framePitch(signal, start);
    if (pitchHz) pitches.push(12 * Math.log2(pitchHz));
  }
  pitches.sort((a, b) => a - b);
  const semitones = pitches[Math.floor(pitches.length / 2)];
  return semitones === undefined || pitches.length < 5
    ? undefined
    : { semitones, voicedFrames: pitches.length };
}

function framePitch(signal: Float32Array, start: number): number | undefined {
  let energy = 0;
  for (let i = start; i < start + WINDOW; i++) energy += signal[i]! * signal[i]!;
  if (energy / WINDOW < MIN_VOICED_RMS ** 2) return undefined;
  const correlations = new Float32Array(MAX_LAG + 1);
  let best = 0;
  for (let lag = MIN_LAG; lag <= MAX_LAG; lag++) {
    let product = 0;
    let shifted = 0;
    for (let i = start; i < start + WINDOW; i++) {
      product += signal[i]! * signal[i + lag]!;
      shifted += signal[i + lag]! * signal[i + lag]!;
    }
    const correlation = product / Math.sqrt(energy * shifted + 1);
    correlations[lag] = correlation;
    best = Math.max(best, correlation);
  }
  if (best < VOICED_CORRELATION) return undefined;
  // The first peak nearly as good as the best is the period; later ones are its multiples (an octave too low).
  for (let lag = MIN_LAG + 1; lag < MAX_LAG; lag++) {
    const here = correlations[lag]!;
    if (here >= 0.9 * best && here >= correlations[lag - 1]! && here >= correlations[lag + 1]!)
      return RATE / lag;
  }
  return undefined;
}

function decimate(samples: Int16Array): Float32Array {
  const out = new Float32Array(Math.floor(samples.length / DECIMATION));
  for (let i = 0; i < out.length; i++) out[i] = (samples[2 * i]! + samples[2 * i + 1]!) / 2;
  return out;
}
