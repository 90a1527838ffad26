/** The tags of `If-None-Match` (RFC 9110 §13.1.2, compared weakly): `*` as itself; none when the header is not there. */
export function entityTagsIn(ifNoneMatch: string | undefined): readonly string[] {
  if (ifNoneMatch?.trim() === '*') return ['*'];
  return [...(ifNoneMatch ?? '').matchAll(/(?:W\/)?("[\x21\x23-\x7e]*")/g)].map(([, tag]) => tag!);
}

/** Whether the client has the representation of this tag, so that a 304 is the answer. */
export function isAmong(tags: readonly string[], entityTag: string): boolean {
  return tags.includes('*') || tags.includes(entityTag);
}
