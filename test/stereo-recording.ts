import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A stereo recording made of the sample: Robert's turns on the left channel, Laura's on the right, each silent while
 * others speak, as a telephone conference records it.
 */
export function stereoRecording(recording: string, turnsFile: string): Blob {
  const turns = readFileSync(turnsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const gate = (speaker: string) => {
    const spans = turns
      .filter((turn) => turn[2] === speaker)
      .map(([start, end]) => `between(t,${start},${end})`);
    return `volume='${spans.join('+')}':eval=frame`;
  };
  const graph = `[0:a]aresample=16000,asplit[a][b];[a]${gate('A')}[l];[b]${gate('B')}[r];[l][r]join=inputs=2:channel_layout=stereo`;
  const flac = execFileSync(
    'ffmpeg',
    ['-nostdin', '-loglevel', 'error', '-i', recording, '-filter_complex', graph, '-f', 'flac', 'pipe:1'],
    { maxBuffer: 64 * 2 ** 20, timeout: 60_000 },
  );
  return new Blob([new Uint8Array(flac)], { type: 'audio/flac' });
}
