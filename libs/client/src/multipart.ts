/** A form whose file is only read while it is sent; `FormData` wants all of it beforehand. */
export interface StreamedForm {
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
}

/** `cause` went wrong in the file itself, not on the way; fetch would take an AbortError for its own. */
export class SourceFailed extends Error {
  override readonly name = 'SourceFailed';
}

/** The body throws SourceFailed when the file does. */
export function streamedForm(
  fields: Readonly<Record<string, string>>,
  filename: string,
  file: AsyncIterable<Uint8Array>,
): StreamedForm {
  const boundary = `meeting-${crypto.randomUUID()}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: ReadableStream.from(parts(boundary, fields, filename, file)),
  };
}

async function* parts(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  filename: string,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const head = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  for (const [name, value] of Object.entries(fields))
    yield encoder.encode(`${head(`name="${name}"`)}\r\n${value}\r\n`);
  const disposition = `name="file"; filename="${escaped(filename)}"`;
  yield encoder.encode(`${head(disposition)}Content-Type: application/octet-stream\r\n\r\n`);
  try {
    yield* file;
  } catch (cause) {
    throw new SourceFailed('expected a file that can be read to its end', { cause });
  }
  yield encoder.encode(`\r\n--${boundary}--\r\n`);
}

/** As browsers do (WHATWG HTML, multipart/form-data encoding). */
function escaped(filename: string): string {
  return filename.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
