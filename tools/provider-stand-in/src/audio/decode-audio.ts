import { stat } from 'node:fs/promises';
import { inputGuards, UnreadableRecording, type SoundTrack } from './media-probe.js';
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from './pcm-file.js';
import { ProgramFailed, runProgram } from './run-program.js';

/** The limit of the real provider; it also bounds the disk space a small file can unfold to. */
const MAX_DURATION_S = 10 * 3600;
const DECODE_TIMEOUT_MS = 20 * 60_000;

/** Writes the sound track as interleaved 16-bit PCM at 16 kHz to `pcmPath`; returns the duration that was decoded. */
export async function decodeAudio(
  recordingPath: string,
  track: SoundTrack,
  pcmPath: string,
  signal: AbortSignal,
): Promise<{ durationMs: number }> {
  const input = ['-nostdin', '-v', 'error', '-threads', '1', ...inputGuards, '-i', recordingPath];
  const output = [
    '-map',
    `0:${track.streamIndex}`,
    '-vn',
    '-t',
    String(MAX_DURATION_S),
    '-ar',
    String(SAMPLE_RATE),
  ];
  try {
    await runProgram({
      command: 'ffmpeg',
      args: [...input, ...output, '-ac', String(track.channels), '-f', 's16le', '-y', pcmPath],
      timeoutMs: DECODE_TIMEOUT_MS,
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof ProgramFailed) || cause.message.includes('could not be run')) throw cause;
    throw new UnreadableRecording(
      'The sound track could not be decoded: the file is damaged or incomplete.',
      { cause },
    );
  }
  const { size } = await stat(pcmPath);
  const durationMs = Math.round((size / BYTES_PER_SAMPLE / track.channels / SAMPLE_RATE) * 1000);
  if (durationMs === 0) throw new UnreadableRecording('The sound track is empty.');
  if (durationMs >= MAX_DURATION_S * 1000) {
    throw new UnreadableRecording(`The recording is longer than ${MAX_DURATION_S / 3600} hours.`);
  }
  return { durationMs };
}
