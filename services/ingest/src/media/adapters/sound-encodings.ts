import type { SoundTrack } from '../media.js';

export interface SoundEncoding {
  readonly args: readonly string[];
  readonly contentType: string;
}

const copied = (format: string, contentType: string): SoundEncoding => ({
  args: ['-c', 'copy', '-f', format],
  contentType,
});

const m4a = 'audio/mp4';
const containers: readonly (readonly [codec: RegExp, SoundEncoding])[] = [
  [/^(aac|alac)$/, copied('ipod', m4a)],
  [/^(opus|vorbis)$/, copied('ogg', 'audio/ogg')],
  [/^mp3$/, copied('mp3', 'audio/mpeg')],
  [/^flac$/, copied('flac', 'audio/flac')],
  [/^pcm_(u8|s16le|s24le|s32le|f32le|alaw|mulaw)$/, copied('wav', 'audio/wav')],
];

/**
 * Ways to keep a sound track by itself, the best first: untouched where a container for it exists that speech providers
 * take. Else one or two channels as AAC, and more without loss, as a speaker may have each.
 */
export function encodingsFor({ codec, channels }: SoundTrack): readonly SoundEncoding[] {
  const container = containers.find(([fits]) => fits.test(codec))?.[1];
  const anew: SoundEncoding = channels
    ? { args: ['-c:a', 'aac', '-b:a', `${64 * channels}k`, '-f', 'ipod'], contentType: m4a }
    : { args: ['-c:a', 'flac', '-f', 'flac'], contentType: 'audio/flac' };
  return container ? [container, anew] : [anew];
}
