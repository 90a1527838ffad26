import { styleText } from 'node:util';
import { formatLogLine, isWorthShowing } from './format-log-line.js';

type Style = Parameters<typeof styleText>[0];

export interface Console {
  /** A line from the launcher itself. */
  say(line: string): void;
  /** A line that a process wrote, under the prefix of that process. */
  relay(processName: string, line: string): void;
}

const COLOURS: readonly Style[] = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'redBright'];
const PREFIX_WIDTH = 13;

/**
 * Everything that is not a result goes to standard error, each line under the prefix of who said it, so that
 * standard output stays clean for results and for `--json`.
 */
export function createConsole(
  { everything }: { everything: boolean },
  out: NodeJS.WritableStream = process.stderr,
): Console {
  const colours = new Map<string, Style>();
  const colour = (name: string): Style => {
    const known = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 'cyan';
    colours.set(name, known);
    return known;
  };
  const write = (style: Style, name: string, text: string) => {
    const prefix = styleText(style, `${name.padEnd(PREFIX_WIDTH)} │`, { stream: out });
    out.write(`${prefix} ${text}\n`);
  };
  return {
    say: (line) => write('bold', 'launcher', line),
    relay(name, line) {
      const formatted = formatLogLine(line);
      if (!everything && !isWorthShowing(formatted)) return;
      const alarming = formatted.level === 'error' || formatted.level === 'fatal';
      write(
        colour(name),
        name,
        alarming ? styleText('red', formatted.text, { stream: out }) : formatted.text,
      );
    },
  };
}
