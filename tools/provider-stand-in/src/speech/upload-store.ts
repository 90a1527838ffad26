import { createReadStream, createWriteStream } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The real provider's limit for one upload. */
const MAX_UPLOAD_BYTES = 2.2 * 1024 ** 3;
const UPLOAD_PATH = '/v2/upload/';

export class UploadTooLarge extends Error {}

/** Uploaded recordings, a file each, under names that cannot be guessed (whoever knows the URL may read it). */
export class UploadStore {
  private constructor(private readonly folder: string) {}

  static async open(dataDir: string): Promise<UploadStore> {
    const folder = resolve(dataDir, 'uploads');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new UploadStore(folder);
  }

  /** Streams to disk; an aborted or oversized upload leaves nothing behind. */
  async save(body: Readable): Promise<string> {
    const id = randomBytes(16).toString('hex');
    const path = join(this.folder, id);
    try {
      await pipeline(body, limitBytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    } catch (cause) {
      await rm(path, { force: true });
      throw cause;
    }
    return id;
  }

  urlPath(id: string): string {
    return UPLOAD_PATH + id;
  }

  /** The file behind an upload URL of this server, whatever host name the client reached us by. */
  async find(audioUrl: string): Promise<string | undefined> {
    const path = this.pathOf(audioUrl);
    const found = path && (await stat(path).catch(() => undefined));
    return found ? path : undefined;
  }

  read(path: string): Readable {
    return createReadStream(path);
  }

  async remove(audioUrl: string): Promise<void> {
    const path = this.pathOf(audioUrl);
    if (path) await rm(path, { force: true });
  }

  /** A recording in use must not be swept away, however long ago it was uploaded. */
  async touch(audioUrl: string): Promise<void> {
    const path = this.pathOf(audioUrl);
    if (path) await utimes(path, new Date(), new Date()).catch(() => undefined);
  }

  async sweep(olderThan: Date): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtime >= olderThan) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }

  private pathOf(audioUrl: string): string | undefined {
    const id = /\/v2\/upload\/([0-9a-f]{32})$/.exec(URL.parse(audioUrl)?.pathname ?? '')?.[1];
    return id && join(this.folder, id);
  }
}

async function* limitBytes(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > MAX_UPLOAD_BYTES) throw new UploadTooLarge(`Expected at most ${MAX_UPLOAD_BYTES} bytes`);
    yield chunk;
  }
}
