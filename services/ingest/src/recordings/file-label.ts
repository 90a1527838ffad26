/** What the client called its file, made harmless to show. It is never used as a path. */
export function fileLabel(filename: string | undefined): string {
  const label = (filename ?? '')
    .split(/[/\\]/)
    .at(-1)!
    // Control, format (right-to-left marks), surrogate, private and unassigned characters.
    .replace(/\p{C}/gu, '')
    .replace(/^[.\s]+/, '')
    .trim();
  return Array.from(label).slice(0, 200).join('') || 'recording';
}
