import { randomBytes } from 'node:crypto';

const samplesPerSecond = 8_000;
const headerBytes = 44;

/**
 * A recording of quiet noise as WAV, 16 kB a second: one that decodes, is exactly so long, and is another one each time.
 * Made without any program.
 */
export function tinyRecording(durationMs = 250): Buffer<ArrayBuffer> {
  const samples = Math.round((durationMs * samplesPerSecond) / 1_000);
  const file = Buffer.alloc(headerBytes + 2 * samples);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // channels
  file.writeUInt32LE(samplesPerSecond, 24);
  file.writeUInt32LE(2 * samplesPerSecond, 28);
  file.writeUInt16LE(2, 32); // bytes of a frame
  file.writeUInt16LE(16, 34); // bits of a sample
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples, 40);
  const noise = randomBytes(samples);
  noise.forEach((value, index) => file.writeInt16LE(value - 128, headerBytes + 2 * index));
  return file;
}
