import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Transcript, TranscriptRequest, TranscriptSummary } from './transcript.js';

interface Stored {
  readonly request: TranscriptRequest;
  readonly transcript: Transcript;
}

/** Transcripts on disk, a file each, so that a restarted stand-in still has what clients were promised. */
export class TranscriptStore {
  private readonly summaries = new Map<string, TranscriptSummary>();
  private writes: Promise<unknown> = Promise.resolve();

  private constructor(private readonly folder: string) {}

  static async open(dataDir: string): Promise<TranscriptStore> {
    const folder = resolve(dataDir, 'transcripts');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const store = new TranscriptStore(folder);
    const stored: Transcript[] = [];
    for (const name of await readdir(folder)) {
      if (name.endsWith('.json')) stored.push((await store.read(name.slice(0, -5)))!.transcript);
    }
    for (const transcript of stored.sort((a, b) => a.created.localeCompare(b.created)))
      store.remember(transcript);
    return store;
  }

  async save(request: TranscriptRequest, transcript: Transcript): Promise<void> {
    const path = this.pathOf(transcript.id);
    this.remember(transcript);
    // One write after the other: an older state of a transcript must never replace a newer one.
    this.writes = this.writes
      .catch(() => undefined)
      .then(() => writeFile(`${path}.part`, JSON.stringify({ request, transcript }), { mode: 0o600 }))
      .then(() => rename(`${path}.part`, path));
    await this.writes;
  }

  async read(id: string): Promise<Stored | undefined> {
    const text = await readFile(this.pathOf(id), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as Stored);
  }

  /** Newest first, as the real provider lists them. */
  list(): readonly TranscriptSummary[] {
    return [...this.summaries.values()].reverse();
  }

  has(id: string): boolean {
    return this.summaries.has(id);
  }

  async remove(id: string): Promise<void> {
    this.summaries.delete(id);
    await rm(this.pathOf(id), { force: true });
  }

  private remember({ id, status, audio_url, created, completed, error }: Transcript): void {
    this.summaries.set(id, { id, status, audio_url, created, completed, error });
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
