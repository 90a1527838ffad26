import { resolve } from 'node:path';

/**
 * Containers that hold sound by themselves. What leads to other files or addresses (HLS, DASH, SDP, concat) is refused
 * before anything is opened, by name, and so is everything nobody records meetings in.
 */
const formats = 'wav,w64,mp3,mov,matroska,ogg,flac,aac,aiff,amr,ac3,ape,wv,asf,avi,caf,flv,mpeg,mpegts,mxf';

/** Of sound alone: the decoders of pictures and subtitles are most of what can be attacked, and none of them is needed. */
const codecs = [
  'aac,aac_fixed,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,libopus,vorbis,libvorbis,flac,alac,ape,wavpack,tta',
  'ac3,ac3_fixed,eac3,dca,truehd,mlp,speex,libspeex,gsm,gsm_ms,libgsm,libgsm_ms,ilbc,libilbc,g722,g723_1,g726,g726le,g729',
  'amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,wmav1,wmav2,wmapro,wmavoice,wmalossless,nellymoser,qcelp,qdm2,sipr,cook',
  'pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be',
  'pcm_alaw,pcm_mulaw,pcm_s8_planar,pcm_s16le_planar,pcm_s16be_planar,pcm_s24le_planar,pcm_s32le_planar,pcm_bluray',
  'pcm_dvd,pcm_lxf,pcm_u16le,pcm_u16be,pcm_u24le,pcm_u24be,pcm_u32le,pcm_u32be,s302m',
  'adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,adpcm_g722,adpcm_g726,adpcm_g726le,adpcm_yamaha',
].join(',');

export interface FfmpegInput {
  readonly path: string;
  /** Its edit list is set aside: it may say that of ten hours one second is to be played, and not all listen to it. */
  readonly isMp4: boolean;
}

/** How a file of a stranger is opened. `file:` in front, as a path may look like an option or an address. */
function openedCarefully({ path, isMp4 }: FfmpegInput): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...['-threads', '1', '-filter_threads', '1', '-max_alloc', String(256 * 1_048_576)],
    ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats, '-codec_whitelist', codecs],
    ...(isMp4 ? ['-ignore_editlist', '1'] : []),
    ...['-i', `file:${resolve(path)}`],
  ];
}

export const samplesPerSecond = 8_000;

/**
 * Two outputs of one run. `pipe:1`: the first sound track decoded, one byte for each 1/8000 s of its first channel: their
 * number cannot be forged, unlike every time in the file. Nothing that buffers may stand in between: it would lose what it has
 * at each link of a chain whose sampling rates differ. `pipe:3`: what tracks
 * there are, as the head of `framecrc` has it; `V` leaves covers out.
 */
export function decodedAndDescribed(input: FfmpegInput, tracks: readonly string[]): string[] {
  const sound = `pan=mono|c0=c0,aresample=${samplesPerSecond}:filter_size=2:phase_shift=2`;
  return [
    ...openedCarefully(input),
    ...['-map', '0:a:0', '-af', sound, '-c:a', 'pcm_u8', '-flush_packets', '0', '-f', 'u8', 'pipe:1'],
    ...tracks.flatMap((track) => ['-map', track]),
    ...['-c', 'copy', '-frames:a', '1', '-frames:v', '1'],
    ...['-f', 'framecrc', 'pipe:3'],
  ];
}

/** The first sound track alone, all of it that was inspected, without anything that was written about it. */
export function soundTrackTo(into: string, input: FfmpegInput, encoding: readonly string[]): string[] {
  return [
    ...openedCarefully(input),
    ...['-map', '0:a:0', '-map_metadata', '-1', '-map_chapters', '-1', '-threads', '1'],
    ...encoding,
    ...['-y', `file:${into}`],
  ];
}
