import { z } from 'zod';
import { ProgramFailed, runProgram } from './run-program.js';

/** A recording that no retry will make readable; the text is shown to the client as the transcript's `error`. */
export class UnreadableRecording extends Error {}

export interface SoundTrack {
  /** Index of the stream inside the container: a video file has others before it. */
  readonly streamIndex: number;
  readonly channels: number;
}

/**
 * Only containers that hold sound by themselves. Playlists (HLS, DASH, concat, SDP) are refused by name before the
 * demuxer opens anything, so a recording cannot make us read another file or address.
 */
export const inputGuards = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  'wav,mp3,mov,matroska,ogg,flac,aac,aiff,amr,asf,avi,caf,flv,mpeg,mpegts',
] as const;

const MAX_CHANNELS = 8;

const probeOutput = z.object({
  format: z.object({ format_name: z.string() }),
  streams: z.array(
    z.object({ index: z.number(), codec_type: z.string().optional(), channels: z.number().optional() }),
  ),
});

/** Reads what kind of file this is. Durations in headers can lie, so they are never asked for. */
export async function probeSoundTrack(absolutePath: string, signal: AbortSignal): Promise<SoundTrack> {
  const output = await ffprobe(absolutePath, signal);
  const parsed = probeOutput.safeParse(output);
  if (!parsed.success) throw new UnreadableRecording('The file is not a recording: its format is unknown.');
  const track = parsed.data.streams.find((stream) => stream.codec_type === 'audio');
  if (!track) {
    throw new UnreadableRecording(`The file (${parsed.data.format.format_name}) has no sound track.`);
  }
  if (!track.channels || track.channels > MAX_CHANNELS) {
    throw new UnreadableRecording(
      `Expected 1 to ${MAX_CHANNELS} channels, found ${track.channels ?? 'none'}.`,
    );
  }
  return { streamIndex: track.index, channels: track.channels };
}

async function ffprobe(absolutePath: string, signal: AbortSignal): Promise<unknown> {
  const args = [
    '-v',
    'error',
    ...inputGuards,
    '-show_entries',
    'format=format_name:stream=index,codec_type,channels',
  ];
  try {
    return JSON.parse(
      await runProgram({
        command: 'ffprobe',
        args: [...args, '-of', 'json', '-i', absolutePath],
        timeoutMs: 30_000,
        signal,
      }),
    );
  } catch (cause) {
    if (cause instanceof ProgramFailed && !cause.message.includes('could not be run')) {
      throw new UnreadableRecording(
        'The file is not a recording: it is not in a known audio or video format.',
        { cause },
      );
    }
    throw cause;
  }
}
