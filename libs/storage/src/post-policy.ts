import { createHmac } from 'node:crypto';

export interface PostPolicyFor {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly maxBytes: number;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * The fields of a form that S3 takes from who has no credentials: one object under exactly this key, of 1 to `maxBytes` bytes
 * (AWS, "Authenticating Requests in Browser-Based Uploads Using POST", Signature Version 4). By hand, as the SDK's package for it
 * brings a second whole client along.
 */
export function signedPostFields(policyFor: PostPolicyFor): Record<string, string> {
  const { bucket, key, region, maxBytes, now, expiresAt, credentials } = policyFor;
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
  const fields: Record<string, string> = {
    key,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [credentials.accessKeyId, ...scope].join('/'),
    'x-amz-date': time,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const conditions = [
    { bucket },
    ['content-length-range', 1, maxBytes],
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
  ];
  const text = JSON.stringify({ expiration: expiresAt.toISOString(), conditions });
  const policy = Buffer.from(text).toString('base64');
  const signingKey = scope.reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  return { ...fields, policy, 'x-amz-signature': hmac(signingKey, policy).toString('hex') };
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
