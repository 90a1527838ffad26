/** Word error rate: edit distance in words over the number of words said (NIST's definition). */
export function wordErrorRate(said: string, heard: string): number {
  const reference = words(said);
  const hypothesis = words(heard);
  let row = Array.from({ length: hypothesis.length + 1 }, (_, column) => column);
  for (const [index, word] of reference.entries()) {
    const next = [index + 1];
    for (const [column, other] of hypothesis.entries()) {
      const substitution = row[column]! + (word === other ? 0 : 1);
      next.push(Math.min(substitution, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row.at(-1)! / reference.length;
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
