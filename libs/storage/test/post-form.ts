import { createHmac } from 'node:crypto';

/** What `S3Double` checks signatures with. */
export const doubleCredentials = { accessKeyId: 'double', secretAccessKey: 'secret-of-the-double' };

/** An upload by a form, judged as S3 does: the key and the bytes to store, or the status and the code it is refused with. */
export type PostedForm =
  | { readonly key: string; readonly body: Buffer }
  | { readonly refused: readonly [status: number, code: string] };

type Condition = Readonly<Record<string, string>> | readonly [string, ...unknown[]];

/** As AWS has it in "POST Policy" and "Authenticating Requests in Browser-Based Uploads Using POST". */
export async function readPostedForm(contentType: string, body: Buffer, bucket: string): Promise<PostedForm> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  if (!form || !(file instanceof Blob)) return { refused: [400, 'MalformedPOSTRequest'] };
  // What stands after the file counts for nothing.
  const names = [...form.keys()];
  const fields = new Map<string, string>([['bucket', bucket]]);
  for (const name of names.slice(0, names.indexOf('file'))) {
    const value = form.get(name);
    if (typeof value === 'string') fields.set(name.toLowerCase(), value);
  }
  const policy = fields.get('policy') ?? '';
  if (!isSigned(policy, fields)) return { refused: [403, 'SignatureDoesNotMatch'] };
  const { expiration, conditions } = JSON.parse(Buffer.from(policy, 'base64').toString()) as {
    expiration: string;
    conditions: Condition[];
  };
  if (Date.parse(expiration) < Date.now()) return { refused: [403, 'AccessDenied'] };
  for (const condition of conditions) {
    const code = faultOf(condition, fields, file.size);
    if (code) return { refused: [code === 'AccessDenied' ? 403 : 400, code] };
  }
  const named = new Set(
    conditions.flatMap((condition) => (Array.isArray(condition) ? [] : Object.keys(condition))),
  );
  const free = new Set(['policy', 'x-amz-signature', 'bucket']);
  const unsaid = [...fields.keys()].some((name) => !named.has(name) && !free.has(name));
  if (unsaid) return { refused: [403, 'AccessDenied'] };
  return { key: fields.get('key') ?? '', body: Buffer.from(await file.arrayBuffer()) };
}

function isSigned(policy: string, fields: ReadonlyMap<string, string>): boolean {
  const [id, date = '', region = '', service = '', end = ''] = (fields.get('x-amz-credential') ?? '').split(
    '/',
  );
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const secret = `AWS4${doubleCredentials.secretAccessKey}`;
  const key = hmac(hmac(hmac(hmac(secret, date), region), service), end);
  return (
    id === doubleCredentials.accessKeyId &&
    fields.get('x-amz-algorithm') === 'AWS4-HMAC-SHA256' &&
    fields.get('x-amz-date')?.startsWith(date) === true &&
    hmac(key, policy).toString('hex') === fields.get('x-amz-signature')
  );
}

function faultOf(
  condition: Condition,
  fields: ReadonlyMap<string, string>,
  size: number,
): string | undefined {
  if (!Array.isArray(condition)) {
    const isMet = Object.entries(condition).every(
      ([name, value]) => fields.get(name.toLowerCase()) === value,
    );
    return isMet ? undefined : 'AccessDenied';
  }
  const [operator, least, most] = condition as [string, number, number];
  if (operator !== 'content-length-range') return 'InvalidPolicyDocument';
  if (size > most) return 'EntityTooLarge';
  return size < least ? 'EntityTooSmall' : undefined;
}
