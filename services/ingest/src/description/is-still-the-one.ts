/** `If-None-Match` by the weak comparison of RFC 9110 §13.1.2: whether the client has the representation of this ETag. */
export function isStillTheOne(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return known.includes('*') || known.includes(etag);
}
