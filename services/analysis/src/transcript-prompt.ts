export interface Line {
  readonly id: string;
  readonly speaker: string;
  readonly startMs: number;
  readonly text: string;
}

/** Something else from outside that the model is given: `<name>`, one line of JSON, `</name>`. */
export interface Block {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The meeting as the model reads it, in as many messages as it takes to stay below `maxChars` each:
 *
 *     Meeting date: 2026-11-20
 *     <known_names>
 *     ["Robert Miller"]
 *     </known_names>
 *     <transcript>
 *     {"id":"s1","speaker":"A","start_ms":500,"text":"This is Robert."}
 *     </transcript>
 *
 * The provider stand-in reads this format.
 */
export function transcriptPrompts(
  date: string,
  lines: readonly Line[],
  maxChars: number,
  blocks: readonly Block[] = [],
): string[] {
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
  const before = blocks.flatMap(({ name, value }) => [`<${name}>`, writeJson(value), `</${name}>`]);
  return chunks.map((chunk) =>
    ['Meeting date: ' + date, ...before, '<transcript>', ...chunk, '</transcript>'].join('\n'),
  );
}

function writeLine({ id, speaker, startMs, text }: Line): string {
  return writeJson({ id, speaker, start_ms: startMs, text });
}

/** Whatever was said cannot close the block: `<` is written as an escape, which is the same text in JSON. */
function writeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
