import { styleText } from 'node:util';

/** Results go to standard output, everything else to standard error. */
export interface Output {
  readonly json: boolean;
  /** Characters in a line of the terminal; undefined when nobody looks. */
  readonly width?: number;
  /** A line for people, or one object for machines. */
  result(line: string, object: object): void;
  say(line: string): void;
  /** Emphasis where the terminal shows it. */
  strong(text: string): string;
}

export function createOutput(
  json: boolean,
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WritableStream = process.stderr,
): Output {
  return {
    json,
    width: out.isTTY ? out.columns : undefined,
    result: (line, object) => void out.write(`${json ? JSON.stringify(object) : line}\n`),
    say: (line) => void err.write(`${line}\n`),
    strong: (text) => styleText('bold', text, { stream: out }),
  };
}

/** Text that came from elsewhere, on one line: it must not move the cursor. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]+/g, ' ');
}

/** The same for text of several lines. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line.replaceAll('\t', '  ')))
    .join('\n');
}

/** Columns as wide as what is in them; the last one is cut at the width of the terminal. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width?: number,
): string[] {
  const last = headings.length - 1;
  const widths = headings.map((heading, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), heading.length),
  );
  return [headings, ...rows].map((row) => {
    const line = row
      .map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
    return width !== undefined && line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
}

export function count(n: number, what: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? what : `${what}s`}`;
}
