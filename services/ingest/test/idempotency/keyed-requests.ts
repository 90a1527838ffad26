import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect } from 'vitest';
import { answerOn, beginUpload, filePart, lastPart, textPart, type RawAnswer } from '../raw-http.js';
import { sample, type RunningIngest, type TestRequest } from '../running-ingest.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: PublicJob & { readonly code?: string; readonly errors: unknown[]; readonly key?: string };
}

/** Requests with an `Idempotency-Key` of its own for each test. */
export class KeyedRequests {
  readonly idempotencyKey = `test ${randomUUID()}`;

  constructor(private readonly ingest: RunningIngest) {}

  async post(path: string, { headers, ...request }: TestRequest = {}): Promise<Answered> {
    const response = await this.ingest.request(path, {
      method: 'POST',
      ...request,
      headers: { 'idempotency-key': this.idempotencyKey, ...(headers as object) },
    });
    const text = await response.text();
    const body = (text ? JSON.parse(text) : null) as Answered['body'];
    return { status: response.status, headers: response.headers, body };
  }

  json(path: string, body: unknown, request: TestRequest = {}): Promise<Answered> {
    const headers = { 'content-type': 'application/json', ...(request.headers as object) };
    return this.post(path, { ...request, headers, body: JSON.stringify(body) });
  }

  async form(
    fields: Readonly<Record<string, string>> = {},
    { filename = 'planning-meeting.ogg', ...request }: TestRequest & { readonly filename?: string } = {},
  ): Promise<Answered> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob([await readFile(sample)]), filename);
    return this.post('/v1/jobs', { ...request, body });
  }

  /** An upload of the sample of which all but the end is sent. */
  async begin(title = 'Planning', headers: Readonly<Record<string, string>> = {}): Promise<BegunUpload> {
    const body = Buffer.concat([
      filePart('file', 'planning-meeting.ogg', await readFile(sample)),
      textPart('title', title),
      lastPart,
    ]);
    const { url, key } = this.ingest;
    const socket = await beginUpload(url, {
      key,
      headers: { 'Content-Length': String(body.length), 'Idempotency-Key': this.idempotencyKey, ...headers },
    });
    return new BegunUpload(socket, body);
  }

  /** An upload like that which the gateway has begun to carry out. */
  async beginAndWait(title?: string): Promise<BegunUpload> {
    return this.untilReserved(async () => {
      const upload = await this.begin(title);
      upload.sendAllButTheEnd();
      return upload;
    });
  }

  /** Resolves when the gateway has begun to carry the request out. */
  async untilReserved<Request>(send: () => Promise<Request>): Promise<Request> {
    const before = await this.rows();
    const request = await send();
    await eventually(async () => expect(await this.rows()).toBe(before + 1));
    return request;
  }

  /** As if whoever works on any key had been killed a minute ago. */
  async endLeases(): Promise<void> {
    await this.ingest.database.query(
      `update ingest.idempotency_keys set lease_until = now() - interval '1 s'`,
    );
  }

  /** As if the gateway had been killed between what `work` asks for and the answer. */
  async withoutAnswersKept<Result>(work: () => Promise<Result>): Promise<Result> {
    const table = 'alter table ingest.idempotency_keys';
    await this.ingest.database.query(`${table} add constraint no_answers check (answer is null) not valid`);
    try {
      return await work();
    } finally {
      await this.ingest.database.query(`${table} drop constraint no_answers`);
      await this.endLeases();
    }
  }

  async jobs(): Promise<{ id: string; recording: { key: string } }[]> {
    return this.ingest.database.query('select id, recording from ingest.jobs order by created_at');
  }

  private async rows(): Promise<number> {
    const [row] = await this.ingest.database.query<[{ count: number }]>(
      'select count(*)::integer as count from ingest.idempotency_keys',
    );
    return row.count;
  }
}

/** Of the end of a begun upload: its recording is whole, its last field is not. */
export const missing = 30;

class BegunUpload {
  constructor(
    readonly socket: Socket,
    private readonly body: Buffer,
  ) {}

  private get half(): number {
    return this.body.length - missing;
  }

  sendAllButTheEnd(): void {
    this.socket.write(this.body.subarray(0, this.half));
  }

  answer(): Promise<RawAnswer> {
    return answerOn(this.socket);
  }

  async end(): Promise<RawAnswer> {
    this.socket.write(this.body.subarray(this.half));
    return this.answer();
  }
}
