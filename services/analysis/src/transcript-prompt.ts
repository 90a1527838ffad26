export interface Line {
  readonly id: string;
  readonly speaker: string;
  readonly startMs: number;
  readonly text: string;
}

/**
 * The meeting as the model reads it, in as many messages as it takes to stay below `maxChars` each:
 *
 *     Meeting date: 2026-11-20
 *     <transcript>
 *     {"id":"s1","speaker":"A","start_ms":500,"text":"This is Robert."}
 *     </transcript>
 *
 * The provider stand-in reads this format.
 */
export function transcriptPrompts(date: string, lines: readonly Line[], maxChars: number): string[] {
  const chunks: string[][] = [[]];
  let chars = 0;
  for (const line of lines) {
    const written = writeLine(line);
    if (chars > 0 && chars + written.length > maxChars) {
      chunks.push([]);
      chars = 0;
    }
    chunks.at(-1)?.push(written);
    chars += written.length + 1;
  }
  return chunks.map((chunk) =>
    ['Meeting date: ' + date, '<transcript>', ...chunk, '</transcript>'].join('\n'),
  );
}

/** Whatever was said cannot close the block: `<` is written as an escape, which is the same text in JSON. */
function writeLine({ id, speaker, startMs, text }: Line): string {
  return JSON.stringify({ id, speaker, start_ms: startMs, text }).replaceAll('<', '\\u003c');
}
