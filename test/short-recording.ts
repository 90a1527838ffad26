import { execFileSync } from 'node:child_process';

/** Some seconds out of a recording, encoded anew in the container that ffmpeg calls `format`. */
export function shortRecording(recording: string, startS: number, durationS: number, format = 'ogg'): Blob {
  const audio = execFileSync(
    'ffmpeg',
    [
      '-nostdin',
      '-loglevel',
      'error',
      '-ss',
      `${startS}`,
      '-t',
      `${durationS}`,
      '-i',
      recording,
      '-f',
      format,
      'pipe:1',
    ],
    { maxBuffer: 64 * 2 ** 20, timeout: 60_000 },
  );
  return new Blob([new Uint8Array(audio)]);
}

/** A video with a picture and the sound of a recording: what a conference tool exports. */
export function shortVideo(recording: string, startS: number, durationS: number): Blob {
  const video = execFileSync(
    'ffmpeg',
    // prettier-ignore
    ['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5', '-ss', `${startS}`,
     '-t', `${durationS}`, '-i', recording, '-shortest', '-c:v', 'mpeg4', '-c:a', 'aac', '-f', 'matroska', 'pipe:1'],
    { maxBuffer: 64 * 2 ** 20, timeout: 60_000 },
  );
  return new Blob([new Uint8Array(video)]);
}
