import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemOf, type Problem } from '@meeting-intelligence/http';
import { FolderObjectStore, type ObjectStore } from '@meeting-intelligence/storage';
import type { Teardown } from '@meeting-intelligence/testing';
import { expect } from 'vitest';
import { lingerThenClose } from '../src/http/linger-then-close.js';
import { ReceiveForm, type ReceivedForm } from '../src/forms/receive-form.js';
import { uploadLimits, type UploadLimits } from '../src/limits/upload-limits.js';
import { CheckSubmission } from '../src/submission/check-submission.js';
import { FakeMedia } from './fake-media.js';
import { beginUpload, filePart, upload, type RawAnswer, type RawRequest } from './raw-http.js';

export const key = 'recordings/7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const wav = Buffer.concat([
  Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt ', 'latin1'),
  Buffer.alloc(20_000, 7),
]);
export const file = filePart('file', 'call.wav', wav);

/** `ReceiveForm` behind a bare HTTP server, on a real store, for requests as bytes on a socket. */
export class FormServer {
  /** What became of each request, in the order they ended. */
  readonly outcomes: (ReceivedForm | Problem)[] = [];
  readonly media = new FakeMedia();

  private constructor(
    readonly store: ObjectStore,
    private readonly folder: string,
    private readonly limits: UploadLimits,
    private url = '',
  ) {}

  static async start(teardown: Teardown, limits: Partial<UploadLimits> = {}): Promise<FormServer> {
    const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
    teardown.add('folder', () => rm(folder, { recursive: true }));
    const forms = new FormServer(new FolderObjectStore(folder), folder, {
      ...uploadLimits(100_000),
      ...limits,
    });
    const server = createServer({ requestTimeout: 0 }, (request, response) => {
      void forms.receive(request).then((outcome) => {
        const status = 'status' in outcome ? outcome.status : 202;
        if (status !== 202) lingerThenClose(request, response);
        forms.outcomes.push(outcome);
        const body = JSON.stringify(outcome);
        response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    teardown.add('server', () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    forms.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return forms;
  }

  begin(request: RawRequest) {
    return beginUpload(this.url, request);
  }

  send(parts: readonly Buffer[], request: RawRequest = {}): Promise<RawAnswer> {
    return upload(this.url, Buffer.concat(parts), request);
  }

  /** All files in the store, unfinished ones included. */
  async stored(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1));
  }

  async expectRejected(answer: RawAnswer, status: number, code: string): Promise<Problem> {
    const problem = JSON.parse(answer.body) as Problem;
    expect([answer.status, problem.code]).toEqual([status, code]);
    expect(await this.stored()).toEqual([]);
    return problem;
  }

  private receive(request: IncomingMessage): Promise<ReceivedForm | Problem> {
    const submissions = new CheckSubmission({ allowNetworks: [], allowHosts: [], httpsOnly: false });
    const forms = new ReceiveForm(this.store, this.media, this.limits, submissions);
    return forms
      .receive(request, { key, owner: 'default' })
      .catch((error: unknown) => problemOf(error, { id: 'r1', path: '/v1/jobs' }));
  }
}
