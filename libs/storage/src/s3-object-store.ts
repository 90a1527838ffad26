import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Measurement } from './measured.js';
import { assertKey, assertPrefix, isKey } from './object-key.js';
import { ObjectStore, type ListedObject, type StoredObject } from './object-store.js';
import { signedPostFields } from './post-policy.js';
import type { PresignedForm, PresignOptions } from './presigned-form.js';
import { asS3Error, isTaken } from './s3-errors.js';
import { TemporaryFiles } from './temporary-files.js';

export interface S3Options {
  readonly bucket: string;
  /** Put before every key, without slashes around it; may be empty. */
  readonly prefix: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly forcePathStyle?: boolean;
  /** Where clients reach the server, if that is not the `endpoint`. */
  readonly publicEndpoint?: string;
}

/** What one upload holds in memory is partBytes × partsAtOnce; 10 000 parts of 8 MiB are 80 GB. */
const partBytes = 8 * 1_048_576;
const partsAtOnce = 2;

/** Objects in a bucket of S3, or of a server that speaks S3. */
export class S3ObjectStore extends ObjectStore {
  private loading?: ReturnType<typeof connect>;

  constructor(
    private readonly options: S3Options,
    private readonly files = new TemporaryFiles(),
  ) {
    super();
  }

  async put(key: string, source: Readable): Promise<StoredObject> {
    assertKey(key);
    const measurement = new Measurement();
    try {
      const { client } = await this.sdk();
      const { Upload } = await import('@aws-sdk/lib-storage');
      const Body = Readable.from(measurement.through(source));
      // Aborts the parts already sent when the source or the store fails: an object is there whole or not at all. Parts of
      // a process that crashed are invisible, but paid for until a lifecycle rule of the bucket ends them.
      const upload = new Upload({
        client,
        params: { ...this.place(key), Body },
        partSize: partBytes,
        queueSize: partsAtOnce,
      });
      await upload.done();
      return measurement.result();
    } catch (error) {
      source.destroy();
      throw measurement.sourceFailure ?? asS3Error(key, error);
    }
  }

  async get(key: string): Promise<Readable> {
    assertKey(key);
    try {
      const { client, GetObjectCommand } = await this.sdk();
      const { Body } = await client.send(new GetObjectCommand(this.place(key)));
      // In Node the body is a Readable; the type also allows what browsers have.
      return Body as Readable;
    } catch (error) {
      throw asS3Error(key, error);
    }
  }

  async withFile<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result> {
    assertKey(key);
    return this.files.use(async (path) => {
      try {
        await pipeline(await this.get(key), createWriteStream(path));
      } catch (error) {
        throw asS3Error(key, error);
      }
      return work(path);
    });
  }

  async has(key: string): Promise<boolean> {
    assertKey(key);
    try {
      const { client, HeadObjectCommand } = await this.sdk();
      await client.send(new HeadObjectCommand(this.place(key)));
      return true;
    } catch (error) {
      const failure = asS3Error(key, error);
      if (failure.code !== 'OBJECT_NOT_FOUND') throw failure;
      // The answer to HEAD has no body: it does not say whether the object or the bucket is missing.
      await this.check();
      return false;
    }
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    assertPrefix(prefix);
    try {
      const { client, paginateListObjectsV2 } = await this.sdk();
      const { Bucket, Key: Prefix } = this.place(prefix);
      const ours = Prefix.length - prefix.length;
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
        for (const { Key = '', LastModified } of Contents) {
          const key = Key.slice(ours);
          // A console makes empty objects that stand for folders; their keys end in a slash.
          if (LastModified && isKey(key)) yield { key, modifiedAt: LastModified };
        }
      }
    } catch (error) {
      throw asS3Error(undefined, error);
    }
  }

  async delete(key: string): Promise<void> {
    assertKey(key);
    try {
      const { client, DeleteObjectCommand } = await this.sdk();
      await client.send(new DeleteObjectCommand(this.place(key)));
    } catch (error) {
      throw asS3Error(key, error);
    }
  }

  override async presignForm(key: string, { maxBytes, forMs }: PresignOptions): Promise<PresignedForm> {
    assertKey(key);
    try {
      const { config } = (await this.sdk()).client;
      const [region, credentials] = await Promise.all([config.region(), config.credentials()]);
      const { Bucket, Key } = this.place(key);
      const { endpoint, publicEndpoint = endpoint, forcePathStyle } = this.options;
      const where = { Bucket, Region: region, Endpoint: publicEndpoint, ForcePathStyle: forcePathStyle };
      const { url } = config.endpointProvider(where, {});
      const now = new Date();
      const expiresAt = new Date(now.getTime() + forMs);
      const said = { bucket: Bucket, key: Key, region, maxBytes, now, expiresAt, credentials };
      return { url: url.href, fields: signedPostFields(said), expiresAt };
    } catch (error) {
      throw asS3Error(undefined, error);
    }
  }

  /** Whether the bucket answers us; a probe object for every readiness check would cost money. */
  async check(): Promise<void> {
    try {
      const { client, HeadBucketCommand } = await this.sdk();
      await client.send(new HeadBucketCommand({ Bucket: this.options.bucket }));
    } catch (error) {
      throw asS3Error(undefined, error);
    }
  }

  freeBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Conditional writes: S3 has them since 2024, and of other servers the newer ones. */
  protected async create(key: string, text: string): Promise<boolean> {
    try {
      const { client, PutObjectCommand } = await this.sdk();
      await client.send(new PutObjectCommand({ ...this.place(key), Body: text, IfNoneMatch: '*' }));
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw asS3Error(key, error);
    }
  }

  private place(key: string) {
    const { bucket, prefix } = this.options;
    return { Bucket: bucket, Key: prefix ? `${prefix}/${key}` : key };
  }

  private sdk() {
    return (this.loading ??= connect(this.options));
  }
}

/** The SDK is loaded on first use: who keeps objects in a folder does not pay its memory and start time. */
async function connect({ endpoint, region, forcePathStyle }: S3Options) {
  const { S3Client, ...commands } = await import('@aws-sdk/client-s3');
  const client: S3Client = new S3Client({
    endpoint,
    // A server of one's own has no regions, but signatures need one.
    region: region ?? (endpoint ? 'us-east-1' : undefined),
    forcePathStyle,
    // The newer default checksums are refused by many S3 servers; TLS and our own sha256 cover the same faults.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // An idle limit, and not one for the whole object: a reader may be slow.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 120_000 },
  });
  return { client, ...commands };
}
