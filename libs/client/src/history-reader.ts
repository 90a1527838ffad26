import type { Client } from 'openapi-fetch';
import type { operations, paths } from './description.js';

export type JobHistory = Omit<
  operations['getJobHistory']['responses'][200]['content']['application/json'],
  'next_cursor'
>;

const mostEntries = 200;

/** Reads the history of one job page by page, and what was added to it: what it has read it does not ask for again, but for the last page. */
export class HistoryReader {
  /** Of all pages before the one that `cursor` leads to. */
  private before: JobHistory['entries'] = [];
  private cursor?: string;
  /** Of that page, as it was answered last. */
  private etag?: string;

  constructor(
    private readonly api: Client<paths>,
    private readonly id: string,
  ) {}

  /**
   * The whole history; undefined where nothing was added since the last time, for which the service is asked to wait. What it
   * read before it failed it keeps.
   */
  async read({
    waitMs = 0,
    signal,
  }: { readonly waitMs?: number; readonly signal?: AbortSignal } = {}): Promise<JobHistory | undefined> {
    for (;;) {
      const page = await this.page(Math.floor(waitMs / 1_000), signal);
      if (page === undefined) return undefined;
      const { next_cursor, ...history } = page;
      const entries = [...this.before, ...history.entries];
      if (next_cursor === null) return { ...history, entries };
      this.before = entries;
      this.cursor = next_cursor;
      this.etag = undefined;
    }
  }

  private async page(waitSeconds: number, signal: AbortSignal | undefined) {
    const wait = this.etag !== undefined && waitSeconds > 0 ? { wait: `${waitSeconds}s` } : {};
    const { data, response } = await this.api.GET('/v1/jobs/{id}/history', {
      params: {
        path: { id: this.id },
        query: { limit: mostEntries, cursor: this.cursor, ...wait },
        header: { 'If-None-Match': this.etag },
      },
      signal,
    });
    this.etag = response.headers.get('etag') ?? undefined;
    return data;
  }
}
