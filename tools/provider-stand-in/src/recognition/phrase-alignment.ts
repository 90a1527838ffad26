import type { Interval } from '../audio/pcm-file.js';
import type { Phrase } from './pocketsphinx-output.js';

/** Word times are good to about 0.2 s at either end; more than this together means the whole phrase is displaced. */
const TOLERATED_MS = 600;
const MAX_SHIFT_MS = 3000;

/**
 * `pocketsphinx_continuous` sometimes reports a phrase more than a second late (seen on the first phrase of a file,
 * while its voice detection settles). The loudness of the recording tells where speech really starts and ends, so a
 * displaced phrase is moved to where both of its ends fit.
 */
export function alignPhrase(phrase: Phrase, speech: readonly Interval[]): Phrase {
  const startMs = phrase[0]!.startMs;
  const endMs = phrase.at(-1)!.endMs;
  const near = speech.filter(
    (heard) => heard.startMs < endMs + MAX_SHIFT_MS && heard.endMs > startMs - MAX_SHIFT_MS,
  );
  const misfit = (shift: number): number =>
    Math.min(...near.map((heard) => Math.abs(heard.startMs - startMs - shift))) +
    Math.min(...near.map((heard) => Math.abs(heard.endMs - endMs - shift)));
  if (near.length === 0 || misfit(0) <= TOLERATED_MS) return phrase;
  const shifts = near
    .map((heard) => heard.startMs - startMs)
    .filter((shift) => Math.abs(shift) <= MAX_SHIFT_MS);
  const best = shifts.sort((a, b) => misfit(a) - misfit(b))[0];
  if (best === undefined || misfit(best) > TOLERATED_MS / 2) return phrase;
  return phrase.map((word) => ({ ...word, startMs: word.startMs + best, endMs: word.endMs + best }));
}
