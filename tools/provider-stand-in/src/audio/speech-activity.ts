import { FLOOR_DB, FRAME_MS, quantile, type Levels } from './loudness.js';
import type { Interval } from './pcm-file.js';

/** 0.2 s also finds turns that follow each other closely; 0.35 s joined two thirds of them (offline-engine.md §2). */
const MIN_SILENCE_MS = 200;
const MIN_SPEECH_MS = 120;
/** Quieter than this is never speech, whatever the rest of the recording sounds like. */
const SILENCE_DB = -55;

/**
 * Splits a recording at its silences by loudness alone. The threshold lies between the recording's own noise floor
 * and its own loud parts, so a quiet microphone and a noisy room both work; steady noise has no such range and is
 * left to the recogniser, which hears no words in it.
 */
export function findSpeech(levels: Levels): readonly Interval[] {
  const audible = levels.filter((level) => level > FLOOR_DB).sort();
  if (audible.length === 0) return [];
  const floor = quantile(levels.slice().sort(), 0.1);
  const loud = quantile(audible, 0.95);
  const threshold = Math.max(SILENCE_DB, Math.min(floor + Math.max(8, 0.35 * (loud - floor)), loud - 6));
  return joinFrames(levels, threshold).filter(({ startMs, endMs }) => endMs - startMs >= MIN_SPEECH_MS);
}

function joinFrames(levels: Levels, threshold: number): Interval[] {
  const intervals: { startMs: number; endMs: number }[] = [];
  levels.forEach((level, frame) => {
    if (level < threshold) return;
    const startMs = frame * FRAME_MS;
    const last = intervals.at(-1);
    if (last && startMs - last.endMs < MIN_SILENCE_MS) last.endMs = startMs + FRAME_MS;
    else intervals.push({ startMs, endMs: startMs + FRAME_MS });
  });
  return intervals;
}
