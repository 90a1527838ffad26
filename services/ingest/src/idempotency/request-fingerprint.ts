import { createHash, createHmac } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';
import { mediaTypeOf } from '../http/media-type.js';
import type { FilePart, PartReader, TextPart } from '../forms/read-multipart.js';
import { canonicalJson } from './canonical-json.js';

/** What a resumable upload says of itself, it says in headers (tus 1.0, creation). */
const tellingHeaders = ['upload-length', 'upload-defer-length', 'upload-metadata', 'upload-concat'];

interface RequestHead {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: unknown;
}

/**
 * What a request says, so that two can be compared without either being kept: of JSON the values, of a form its fields and
 * the hashes of its files, whatever their order and the boundary between them.
 */
export class RequestFingerprint {
  private readonly parts: unknown[] = [];
  private json: unknown = null;

  constructor(private readonly head: RequestHead) {}

  /** The body, where it is JSON. */
  ofJson(body: unknown): void {
    this.json = body;
  }

  /** Passes every part on to `reader`, and takes note of it. */
  watching(reader: PartReader): PartReader {
    return {
      text: (part) => {
        this.parts.push(textOf(part));
        reader.text(part);
      },
      file: (part) => reader.file({ ...part, content: this.hashed(part) }),
    };
  }

  /** Salted: two requests that are alike cannot be told from what is kept of them. Complete once the body was read. */
  digest(salt: string): string {
    const { headers, query } = this.head;
    const said = [
      mediaTypeOf(this.head) || null,
      tellingHeaders.map((name) => headers[name] ?? null),
      query ?? null,
      this.json ?? null,
      this.parts.map((part) => JSON.stringify(part)).sort(),
    ];
    return createHmac('sha256', salt)
      .update(canonicalJson(said) ?? 'too deep to be taken')
      .digest('base64');
  }

  private hashed({ name, filename, content }: FilePart): Readable {
    const hash = createHash('sha256');
    const passed = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        this.parts.push(['file', name, filename ?? null, hash.digest('hex')]);
        done();
      },
    });
    // An error of either side is one of the other.
    pipeline(content, passed, () => {});
    return passed;
  }
}

function textOf({ name, value, isTruncated }: TextPart): unknown {
  return ['text', name, value, isTruncated];
}
