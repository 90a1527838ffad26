/** The one known name that `heard` is the first or last word of, or all of; otherwise what was heard. */
export function asKnown(heard: string, knownNames: readonly string[]): string {
  const wanted = heard.toLowerCase();
  const matches = knownNames.filter((known) => {
    const name = known.trim().toLowerCase();
    const words = name.split(/\s+/);
    return name === wanted || words[0] === wanted || words.at(-1) === wanted;
  });
  return matches.length === 1 ? matches[0]!.trim() : heard;
}
