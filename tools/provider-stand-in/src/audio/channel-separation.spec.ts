import { describe, expect, it } from 'vitest';
import { chooseDownmix, findSpeakerChannels, withoutCrosstalk } from './channel-separation.js';
import { FLOOR_DB, type Loudness } from './loudness.js';
import { findSpeech } from './speech-activity.js';

/** Channels that are loud (-20 dB) or not in stretches of one second. */
function loudness(patterns: readonly string[], quietDb: number, mixDb = -23): Loudness {
  const channels = patterns.map((pattern) =>
    Float32Array.from([...pattern].flatMap((mark) => Array<number>(100).fill(mark === '#' ? -20 : quietDb))),
  );
  return { channels, mix: channels[0]!.map(() => mixDb) };
}

describe('channels', () => {
  it('that take turns are different speakers, even with crosstalk', () => {
    expect(findSpeakerChannels(loudness(['##..##..', '..##..##'], FLOOR_DB))).toEqual([0, 1]);
    expect(findSpeakerChannels(loudness(['##..##..', '..##..##'], -35))).toEqual([0, 1]);
  });

  it('that hold the same sound are not', () => {
    expect(findSpeakerChannels(loudness(['##.##', '##.##'], FLOOR_DB))).toEqual([]);
    expect(findSpeakerChannels(loudness(['#####', '.....'], FLOOR_DB))).toEqual([]);
    expect(findSpeakerChannels(loudness(['#####'], FLOOR_DB))).toEqual([]);
  });

  it('lose what only leaked into them', () => {
    const both = loudness(['##..', '..##'], -35);
    expect(findSpeech(withoutCrosstalk(both, 1))).toEqual([{ startMs: 2000, endMs: 4000 }]);
  });

  it('are not mixed where mixing would cancel the sound', () => {
    expect(chooseDownmix(loudness(['##', '##'], FLOOR_DB, -20))).toBe('mix');
    expect(chooseDownmix(loudness(['##', '##'], FLOOR_DB, FLOOR_DB))).toBe(0);
    expect(chooseDownmix(loudness(['..', '##'], FLOOR_DB, -26))).toBe(1);
  });
});

describe('speech activity', () => {
  it('is nowhere in silence', () => {
    expect(findSpeech(new Float32Array(500).fill(FLOOR_DB))).toEqual([]);
    expect(findSpeech(new Float32Array(500).fill(-65))).toEqual([]);
    expect(findSpeech(new Float32Array(0))).toEqual([]);
  });
});
