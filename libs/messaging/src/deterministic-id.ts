import { createHash } from 'node:crypto';

/**
 * A uuid v5 (RFC 9562 §5.5) in the namespace of a uuid: the same input gives the same id in every process, so work
 * done twice names its results alike.
 */
export function deterministicId(namespace: string, ...name: (string | number)[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name.join('\u001f'))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
