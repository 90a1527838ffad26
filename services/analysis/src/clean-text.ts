/**
 * A text of the provider without what PostgreSQL refuses, NUL and half a surrogate pair; trimmed, and cut between two
 * characters where it is longer than `longest`. Null where nothing is left.
 */
export function cleanText(text: string | null, longest: number): string | null {
  const cut = text?.replaceAll('\0', '').slice(0, longest) ?? '';
  const isCutInACharacter = cut.length === longest && /[\ud800-\udbff]$/.test(cut);
  return (isCutInACharacter ? cut.slice(0, -1) : cut).toWellFormed().trim() || null;
}
