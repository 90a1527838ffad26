import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { chunkType } from './tus-request.js';

/** A PATCH whose body is up to the test. */
export interface OpenPatch {
  write(bytes: Uint8Array): Promise<void>;
  /** Says that this was all. */
  end(): void;
  /** Goes away without a word. */
  cut(): void;
  /** Undefined where there is none. */
  readonly answer: Promise<{ readonly status: number; readonly offset: number } | undefined>;
}

export async function openPatch(
  url: string,
  {
    path,
    key,
    size,
    headers,
  }: {
    readonly path: string;
    readonly key: string;
    readonly size?: number;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<OpenPatch> {
  const sent: ClientRequest = request(url + path, {
    method: 'PATCH',
    agent: false,
    headers: {
      authorization: `Bearer ${key}`,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': chunkType,
      ...(size !== undefined && { 'content-length': String(size) }),
      ...headers,
    },
  });
  const answer = (once(sent, 'response') as Promise<[IncomingMessage]>).then(
    ([response]) => {
      response.resume();
      return { status: response.statusCode ?? 0, offset: Number(response.headers['upload-offset'] ?? NaN) };
    },
    () => undefined,
  );
  sent.on('error', () => undefined);
  sent.flushHeaders();
  return {
    answer,
    write: (bytes) =>
      new Promise((resolve, reject) => sent.write(bytes, (error) => (error ? reject(error) : resolve()))),
    end: () => void sent.end(),
    cut: () => void sent.destroy(),
  };
}
