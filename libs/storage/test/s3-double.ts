import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readPostedForm } from './post-form.js';

/**
 * The few S3 operations the store uses, in memory and path style, for tests. It is not AWS: it checks the
 * signatures of forms alone, and knows only the bucket `recordings`.
 */
export class S3Double {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** What the next requests are answered with in place of an answer, for example `[503, 'SlowDown']`. */
  failures: [status: number, code: string][] = [];
  private readonly storedAt = new Map<string, Date>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
    const [, bucket, ...rest] = decodeURIComponent(pathname).split('/');
    const body = await buffer(request).catch(() => undefined);
    const failure = this.failures.shift();
    if (!body) return;
    if (failure) return xml(response, failure[0], `<Error><Code>${failure[1]}</Code></Error>`);
    if (bucket !== 'recordings') return xml(response, 404, '<Error><Code>NoSuchBucket</Code></Error>');
    const key = rest.join('/');
    if (searchParams.get('list-type') === '2') return this.list(response, searchParams);
    if (request.method === 'POST' && key === '') return this.post(request, response, body);
    if (key === '') return xml(response, 200, '');
    const uploadId = searchParams.get('uploadId');
    if (request.method === 'POST' && searchParams.has('uploads')) return this.begin(response);
    if (uploadId !== null) return this.multipart(request, response, key, uploadId, body);
    if (request.method === 'PUT') {
      if (request.headers['if-none-match'] === '*' && this.objects.has(key)) {
        return xml(response, 412, '<Error><Code>PreconditionFailed</Code></Error>');
      }
      this.keep(key, body);
      return xml(response, 200, '', { etag: '"x"' });
    }
    if (request.method === 'DELETE') {
      this.objects.delete(key);
      return xml(response, 204, '');
    }
    const object = this.objects.get(key);
    if (request.method === 'HEAD') return void response.writeHead(object ? 200 : 404).end();
    if (!object) return xml(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
    response.writeHead(200, { 'content-length': object.length }).end(object);
  }

  private async post(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const posted = await readPostedForm(request.headers['content-type'] ?? '', body, 'recordings');
    if ('refused' in posted)
      return xml(response, posted.refused[0], `<Error><Code>${posted.refused[1]}</Code></Error>`);
    this.keep(posted.key, posted.body);
    response.writeHead(204).end();
  }

  private keep(key: string, body: Buffer): void {
    this.objects.set(key, body);
    this.storedAt.set(key, new Date());
  }

  /** Three keys at a time, so that a client has to go on. The token is the last key of the page before. */
  private list(response: ServerResponse, searchParams: URLSearchParams): void {
    const prefix = searchParams.get('prefix') ?? '';
    const after = searchParams.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, 3);
    const contents = page.map((key) => {
      const at = (this.storedAt.get(key) ?? new Date(0)).toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified></Contents>`;
    });
    const more =
      keys.length > page.length
        ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
        : '<IsTruncated>false</IsTruncated>';
    xml(response, 200, `<ListBucketResult>${more}${contents.join('')}</ListBucketResult>`);
  }

  private begin(response: ServerResponse): void {
    const uploadId = randomUUID();
    this.uploads.set(uploadId, new Map());
    xml(
      response,
      200,
      `<InitiateMultipartUploadResult><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`,
    );
  }

  private multipart(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    uploadId: string,
    body: Buffer,
  ): void {
    const parts = this.uploads.get(uploadId);
    if (!parts) return xml(response, 404, '<Error><Code>NoSuchUpload</Code></Error>');
    if (request.method === 'PUT') {
      const { searchParams } = new URL(request.url ?? '', 'http://s3');
      parts.set(Number(searchParams.get('partNumber')), body);
      return xml(response, 200, '', { etag: '"part"' });
    }
    this.uploads.delete(uploadId);
    if (request.method === 'DELETE') return xml(response, 204, '');
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    this.keep(key, Buffer.concat(inOrder));
    return xml(
      response,
      200,
      '<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>',
    );
  }
}

function xml(response: ServerResponse, status: number, body: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
}
