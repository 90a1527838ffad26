import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiProblem } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { afterEach, beforeAll, expect } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { exchange, requestBytes, type Answer, type RequestBytes } from './exchange.js';

/** Everything that a request that was refused may not leave behind. */
interface Traces {
  readonly rows: unknown;
  readonly files: readonly string[];
}

/** One gateway for all tests of the file; after each of them it has to be as if nothing had been sent. */
export function attackIngest(use: (attacked: AttackedIngest) => void): void {
  let ingest: RunningIngest;
  let attacked: AttackedIngest;
  runIngest((running) => (ingest = running));
  beforeAll(async () => use((attacked = await AttackedIngest.of(ingest))));
  afterEach(() => attacked.expectUnharmed());
}

/** The real gateway, and what has to be true of it after whatever it was sent. */
export class AttackedIngest {
  private constructor(
    readonly ingest: RunningIngest,
    private before: Traces,
  ) {}

  static async of(ingest: RunningIngest): Promise<AttackedIngest> {
    return new AttackedIngest(ingest, await tracesIn(ingest));
  }

  /** With a key for everything, unless the headers have another. */
  async send(request: RequestBytes, options?: Parameters<typeof exchange>[2]): Promise<Answer> {
    const { headers = [] } = request;
    const hasKey = headers.some(([name]) => /^authorization$/i.test(name));
    const key = ['Authorization', `Bearer ${this.ingest.key}`] as const;
    const bytes = requestBytes({ ...request, headers: hasKey ? headers : [key, ...headers] });
    const isHead = request.method === 'HEAD';
    const [answer] = await exchange(this.ingest.url, bytes, { isHead, ...options });
    if (!answer) throw new Error('the gateway closed the connection without a word');
    return answer;
  }

  /** What was sent is refused like this; `pointer` leads to the one field that is at fault. */
  async expectRefused(
    request: RequestBytes,
    status: number,
    code: string,
    pointer?: string,
    options?: Parameters<typeof exchange>[2],
  ): Promise<ApiProblem> {
    const problem = this.problemIn(await this.send(request, options));
    expect([problem.status, problem.code, problem.detail]).toEqual([status, code, problem.detail]);
    if (pointer !== undefined)
      expect([...new Set(problem.errors.map((fault) => fault.pointer))]).toEqual([pointer]);
    return problem;
  }

  /** The problem that the answer is, which is a whole one and tells nothing of what is inside. */
  problemIn({ status, headers, body }: Answer): ApiProblem {
    expect(headers['content-type'], body).toBe('application/problem+json; charset=utf-8');
    const problem = JSON.parse(body) as ApiProblem;
    expect(problem).toEqual({
      type: `urn:meeting-intelligence:error:${problem.code}`,
      title: expect.any(String) as string,
      status,
      detail: expect.any(String) as string,
      instance: expect.stringMatching(/^[/*h]/) as string,
      code: expect.any(String) as string,
      request_id: expect.stringMatching(/^[\w.-]{1,128}$/) as string,
      errors: expect.any(Array) as [],
    });
    expect(body).not.toMatch(/node_modules|\.[jt]s:\d|select |insert |127\.0\.0\.1|ECONN|\/tmp\//);
    return problem;
  }

  /** What is there once everything was published was meant to be. */
  async acceptTraces(): Promise<void> {
    await eventually(async () => {
      this.before = await tracesIn(this.ingest);
      expect(this.before.rows).toMatchObject([{ outbox: 0 }]);
    });
  }

  /** No job, no event, no file, whole or not, no connection; and the next one who asks is answered. */
  async expectUnharmed(): Promise<void> {
    const id = randomUUID();
    const answer = await this.send({ path: `/v1/jobs/${id}`, headers: [['Connection', 'close']] });
    expect([answer.status, this.problemIn(answer).code]).toEqual([404, 'JOB_NOT_FOUND']);
    const { before } = this;
    await eventually(async () => {
      // Next time it is not of interest again.
      this.before = await tracesIn(this.ingest);
      expect(this.before).toEqual(before);
      expect(await this.ingest.connections()).toBe(0);
    });
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('admin');
  }
}

async function tracesIn({ database, folder }: RunningIngest): Promise<Traces> {
  const rows: unknown = await database.query(
    `select (select count(*)::int from ingest.jobs) as jobs, (select count(*)::int from ingest.job_events) as events,
       (select count(*)::int from ingest.outbox) as outbox`,
  );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return { rows, files: files.toSorted() };
}
