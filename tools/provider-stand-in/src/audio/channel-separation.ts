import { FLOOR_DB, FRAME_MS, quantile, type Levels, type Loudness } from './loudness.js';

/** A channel this much louder than every other one carries the voice; the others at most its echo. */
const DOMINANCE_DB = 10;
const AUDIBLE_DB = -50;
/** People do interrupt each other, so not all of the sound can be expected on one channel only. */
const MIN_DOMINATED_SHARE = 0.6;
const MIN_OWN_SHARE = 0.03;
const MIN_OWN_MS = 1000;

/**
 * The channels that carry different speakers, or none when the channels hold the same sound (dual mono, stereo music,
 * a room microphone). Loudness decides: where one person has one channel, the channels take turns being the loud one.
 */
export function findSpeakerChannels({ channels }: Loudness): readonly number[] {
  if (channels.length < 2) return [];
  const dominated = channels.map(() => 0);
  let audible = 0;
  for (let frame = 0; frame < channels[0]!.length; frame++) {
    const [loudest, second] = loudestTwo(channels, frame);
    if (loudest.level < AUDIBLE_DB) continue;
    audible++;
    if (loudest.level - second.level >= DOMINANCE_DB) dominated[loudest.channel]!++;
  }
  const own = Math.max(MIN_OWN_MS / FRAME_MS, MIN_OWN_SHARE * audible);
  const speakers = dominated.flatMap((frames, channel) => (frames >= own ? [channel] : []));
  const share = dominated.reduce((sum, frames) => sum + frames, 0) / Math.max(1, audible);
  return speakers.length >= 2 && share >= MIN_DOMINATED_SHARE ? speakers : [];
}

/** A channel's loudness without what only leaked in from a louder channel. */
export function withoutCrosstalk({ channels }: Loudness, channel: number): Levels {
  return channels[channel]!.map((level, frame) => {
    return loudestTwo(channels, frame)[0].level - level >= DOMINANCE_DB ? FLOOR_DB : level;
  });
}

/** What to listen to as one track: the mix, or one channel where mixing would weaken or cancel the sound. */
export function chooseDownmix({ channels, mix }: Loudness): number | 'mix' {
  const loudness = (levels: Levels): number => quantile(levels.slice().sort(), 0.95);
  const each = channels.map(loudness);
  const best = Math.max(...each);
  return best - loudness(mix) > 4 ? each.indexOf(best) : 'mix';
}

interface ChannelLevel {
  readonly channel: number;
  readonly level: number;
}

function loudestTwo(channels: readonly Levels[], frame: number): readonly [ChannelLevel, ChannelLevel] {
  let first = { channel: 0, level: -Infinity };
  let second = first;
  channels.forEach((levels, channel) => {
    const level = levels[frame]!;
    if (level > first.level) [first, second] = [{ channel, level }, first];
    else if (level > second.level) second = { channel, level };
  });
  return [first, second];
}
