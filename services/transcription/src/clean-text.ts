/** A text of the provider without what PostgreSQL refuses, NUL and half a surrogate pair; trimmed, and cut where it is too long. */
export function cleanText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const cut = text.replaceAll('\0', '').slice(0, longest);
  const isCutInACharacter = cut.length === longest && /[\ud800-\udbff]$/.test(cut);
  return (isCutInACharacter ? cut.slice(0, -1) : cut).toWellFormed().trim();
}
