import { addAbortSignal, type Readable } from 'node:stream';

const readBytes = 65_536;
const keptBytes = 4_096;

/**
 * The first 4 KiB of an answer's text, without the secret that some servers echo. Reads at most 64 KiB and destroys the
 * rest; an answer that breaks off or never ends is kept as far as it came.
 */
export async function readStart(
  stream: Readable,
  signal: AbortSignal,
  secret: string | null,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= readBytes) break;
    }
  } catch {
    // what came before is all there is
  }
  const text = decode(Buffer.concat(chunks).subarray(0, readBytes)).replaceAll('\0', '');
  const clean = secret ? text.replaceAll(secret, '[secret]') : text;
  return decode(Buffer.from(clean).subarray(0, keptBytes));
}

/** Leaves out the half character at the end of a cut. */
function decode(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}
