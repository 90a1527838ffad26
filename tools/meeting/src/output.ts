import { styleText } from 'node:util';

/** A stream that may be a terminal. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Results go to standard output, everything else to standard error. */
export interface Output {
  readonly json: boolean;
  /** Text for people, no line at all if it is empty, or one object for machines. */
  result(text: string, object: unknown): void;
  say(line: string): void;
  /** One line that is written over again and again; undefined where nobody would see it move. */
  readonly moving?: (line: string) => void;
  /** Emphasis where the terminal of the results shows it. */
  strong(text: string): string;
  coloured(colour: 'cyan' | 'green' | 'red' | 'yellow', text: string): string;
}

export function createOutput(
  json: boolean,
  out: Screen,
  err: Screen,
  environment: Readonly<Record<string, string | undefined>>,
): Output {
  // https://no-color.org: set to anything but nothing.
  const hasColours = out.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    hasColours ? styleText(format, text, { validateStream: false }) : text;
  let isMoving = false;
  const standStill = () => {
    if (isMoving) err.write(clearLine);
    isMoving = false;
  };
  const move = (line: string) => {
    err.write(`${clearLine}${line.slice(0, Math.max(20, (err.columns ?? 80) - 1))}`);
    isMoving = true;
  };
  return {
    json,
    result: (text, object) => {
      standStill();
      const line = json ? JSON.stringify(object) : text;
      if (line !== '') out.write(`${line}\n`);
    },
    say: (line) => {
      standStill();
      err.write(`${line}\n`);
    },
    moving: err.isTTY === true && environment.TERM !== 'dumb' ? move : undefined,
    strong: (text) => style('bold', text),
    coloured: (colour, text) => style(colour, text),
  };
}

const clearLine = '\r\u001b[K';

/** Text that came from elsewhere, on one line: it must move neither the cursor nor, as controls of writing direction do, what stands beside it. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
}
