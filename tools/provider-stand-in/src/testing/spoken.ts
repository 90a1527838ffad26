import type { Segment } from '../chat/transcript-block.js';

/** Segments from lines such as `A: We decided to wait.`, for tests of the rules. */
export function spoken(...lines: readonly string[]): readonly Segment[] {
  return lines.map((line, index) => {
    const [, speaker, text] = /^(\w+): (.*)$/s.exec(line) ?? [];
    if (!speaker || text === undefined) throw new Error(`expected "SPEAKER: text", got "${line}"`);
    return { id: `s${index + 1}`, speaker, startMs: index * 5000, text };
  });
}
