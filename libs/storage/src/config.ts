import { durationMs, field, type ValuesOf } from '@meeting-intelligence/config';
import { z } from 'zod';

/** Where recordings and artifacts are kept. Credentials for S3 are found by the AWS SDK's standard chain. */
export const storageFields = {
  STORAGE_URL: field(
    z.string().refine(isStorageUrl, 'expected file:///ABSOLUTE/FOLDER or s3://BUCKET/PREFIX'),
    'where recordings and artifacts are kept: file:///ABSOLUTE/FOLDER or s3://BUCKET/PREFIX; all services need the same',
  ),
  S3_ENDPOINT: field(
    z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
    'base URL of an S3 server other than AWS',
  ),
  S3_PUBLIC_ENDPOINT: field(
    z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
    'base URL under which clients reach the S3 server to upload straight to it, if that is not S3_ENDPOINT',
  ),
  S3_REGION: field(z.string().optional(), 'region of the bucket, where AWS_REGION does not say it'),
  S3_FORCE_PATH_STYLE: field(
    z.enum(['true', 'false'], 'expected true or false').transform((value) => value === 'true'),
    'whether the bucket stands in the path, not in the host name; most S3 servers other than AWS need it',
    { default: 'false' },
  ),
  ORPHAN_AGE_MS: durationMs(
    'how old a file is that no job owns, or a half-written one, before it is deleted; longer than any upload lasts',
    86_400_000,
    { min: 1_000 },
  ),
};
export type StorageConfig = ValuesOf<typeof storageFields>;

function isStorageUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return protocol === 's3:'
    ? hostname !== ''
    : protocol === 'file:' && hostname === '' && pathname.length > 1;
}
