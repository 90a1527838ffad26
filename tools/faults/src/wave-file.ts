import { randomBytes } from 'node:crypto';

const SAMPLES_PER_SECOND = 16_000;
const HEADER_BYTES = 44;

/** Noise as WAV, 32 kB a second: every recording is another one. */
export function waveFile(seconds = 1): Uint8Array<ArrayBuffer> {
  const sound = seconds * SAMPLES_PER_SECOND * 2;
  const file = new Uint8Array(HEADER_BYTES + sound);
  const view = new DataView(file.buffer);
  const write = (at: number, text: string) => file.set(Buffer.from(text, 'latin1'), at);
  write(0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // mono
  view.setUint32(24, SAMPLES_PER_SECOND, true);
  view.setUint32(28, 2 * SAMPLES_PER_SECOND, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, sound, true);
  file.set(randomBytes(sound), HEADER_BYTES);
  return file;
}
