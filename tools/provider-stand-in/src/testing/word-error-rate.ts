/** Word error rate: edits (substitutions, insertions, deletions) per word of the reference. */
export function wordErrorRate(reference: string, hypothesis: string): number {
  const [said, heard] = [words(reference), words(hypothesis)];
  let previous = Array.from({ length: heard.length + 1 }, (_, index) => index);
  said.forEach((word, i) => {
    const current = [i + 1];
    heard.forEach((other, j) => {
      current.push(Math.min(previous[j + 1]! + 1, current[j]! + 1, previous[j]! + (word === other ? 0 : 1)));
    });
    previous = current;
  });
  return previous.at(-1)! / said.length;
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
