import type { RunningIngest, TestRequest } from '../running-ingest.js';

export const chunkType = 'application/offset+octet-stream';

/** A request of tus 1.0.0. */
export function tus(
  ingest: RunningIngest,
  method: string,
  path: string,
  { headers, body, ...init }: Omit<TestRequest, 'body'> & { readonly body?: Uint8Array<ArrayBuffer> } = {},
): Promise<Response> {
  return ingest.request(path, {
    ...init,
    method,
    body,
    headers: {
      'tus-resumable': '1.0.0',
      ...(body && { 'content-type': chunkType }),
      ...(headers as Record<string, string>),
    },
  });
}

export async function beginUpload(
  ingest: RunningIngest,
  length: number | undefined,
  { filename, key }: { readonly filename?: string; readonly key?: string } = {},
): Promise<string> {
  const headers = {
    ...(length === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(length) }),
    ...(filename && { 'upload-metadata': `filename ${Buffer.from(filename).toString('base64')}` }),
  };
  const response = await tus(ingest, 'POST', '/v1/uploads', { headers, key });
  if (response.status !== 201)
    throw new Error(`expected 201, got ${response.status} ${await response.text()}`);
  return response.headers.get('location') ?? '';
}

export function patch(
  ingest: RunningIngest,
  path: string,
  offset: number,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return tus(ingest, 'PATCH', path, { body, headers: { 'upload-offset': String(offset), ...headers } });
}

export async function offsetOf(ingest: RunningIngest, path: string): Promise<number> {
  const response = await tus(ingest, 'HEAD', path);
  return Number(response.headers.get('upload-offset') ?? NaN);
}

/** A whole recording, uploaded at once. */
export async function uploaded(
  ingest: RunningIngest,
  bytes: Uint8Array<ArrayBuffer>,
  filename?: string,
): Promise<string> {
  const path = await beginUpload(ingest, bytes.length, { filename });
  const response = await patch(ingest, path, 0, bytes);
  if (response.status !== 204)
    throw new Error(`expected 204, got ${response.status} ${await response.text()}`);
  return path;
}

export const idIn = (path: string): string => path.split('/').at(-1)!;

export function submitUpload(
  ingest: RunningIngest,
  upload_id: unknown,
  fields: object = {},
  init: TestRequest = {},
): Promise<Response> {
  return ingest.request('/v1/jobs', {
    ...init,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(init.headers as object) },
    body: JSON.stringify({ upload_id, ...fields }),
  });
}
