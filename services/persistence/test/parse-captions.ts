/** Strict readers of both caption formats: whatever the formats do not allow is an error. */

export interface ParsedCue {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: string;
  readonly lines: readonly string[];
}

/** WebVTT (https://www.w3.org/TR/webvtt1/) of cues with ids and one voice each. */
export function parseWebVtt(text: string): ParsedCue[] {
  const [header, ...blocks] = blocksOf(text);
  if (header?.join() !== 'WEBVTT') throw new Error(`expected WEBVTT alone, got ${header?.join()}`);
  return blocks.map(([id = '', timing = '', ...payload]) => {
    if (id === '' || id.includes('-->')) throw new Error(`expected an id, got ${id}`);
    const [, annotation, rest] = matched(/^<v ([^<>\n]+)>([^]*)$/, payload.join('\n'));
    if (/[<>]|-->/.test(rest!)) throw new Error(`expected text without tags, got ${rest}`);
    return {
      id,
      ...timesOf(timing, /^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})$/),
      speaker: unescaped(annotation!),
      lines: rest!.split('\n').map(unescaped),
    };
  });
}

export function parseSubRip(text: string): ParsedCue[] {
  if (text === '') return [];
  return blocksOf(text).map(([id = '', timing = '', ...payload], index) => {
    if (id !== String(index + 1)) throw new Error(`expected number ${index + 1}, got ${id}`);
    const shown = payload.join('\n');
    if (/[<>{}]|-->/.test(shown)) throw new Error(`expected text without tags, got ${shown}`);
    const [, speaker, rest] = matched(/^([^\n]*?): ([^]+)$/, shown);
    return {
      id,
      ...timesOf(timing, /^(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})$/),
      speaker: speaker!,
      lines: rest!.split('\n'),
    };
  });
}

/** As every parser sees them: parted by an empty line, ended by a line break of any kind. */
function blocksOf(text: string): string[][] {
  if (!text.endsWith('\n')) throw new Error('expected a line break at the end');
  if (/\r|\0/.test(text)) throw new Error('expected one kind of line break');
  const blocks = text.slice(0, -1).split('\n\n');
  return blocks.map((block) => {
    const lines = block.split('\n');
    if (lines.includes('')) throw new Error('expected one empty line between blocks');
    return lines;
  });
}

function timesOf(timing: string, pattern: RegExp): { startMs: number; endMs: number } {
  const [h1, m1, s1, ms1, h2, m2, s2, ms2] = matched(pattern, timing).slice(1).map(Number);
  return {
    startMs: ((h1! * 60 + m1!) * 60 + s1!) * 1_000 + ms1!,
    endMs: ((h2! * 60 + m2!) * 60 + s2!) * 1_000 + ms2!,
  };
}

function matched(pattern: RegExp, text: string): RegExpExecArray {
  const match = pattern.exec(text);
  if (!match) throw new Error(`expected ${pattern}, got ${JSON.stringify(text)}`);
  return match;
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
  if (/&(?!(amp|lt|gt);)/.test(text)) throw new Error(`expected every & to be escaped, got ${text}`);
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => characters[name]!);
}
