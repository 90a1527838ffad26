import type { TranscriptFormat } from '@meeting-intelligence/contracts';
import { transcriptFormats } from '../exports/transcript-formats.js';

const formats = Object.entries(transcriptFormats) as [
  TranscriptFormat,
  (typeof transcriptFormats)[TranscriptFormat],
][];

/**
 * The format that an `Accept` header likes best (RFC 9110 §12.5.1), the first of the table where it likes several alike;
 * undefined if it takes none. Parameters other than `q` are not looked at: every text is UTF-8.
 */
export function acceptedFormat(accept: string | undefined): TranscriptFormat | undefined {
  const ranges = rangesOf(accept?.trim() || '*/*');
  let best: { readonly format: TranscriptFormat; readonly quality: number } | undefined;
  for (const [format, { mediaType }] of formats) {
    const quality = qualityOf(mediaType, ranges);
    if (quality > (best?.quality ?? 0)) best = { format, quality };
  }
  return best?.format;
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

function rangesOf(accept: string): MediaRange[] {
  const withoutQuotes = accept.replace(/"(?:\\.|[^"\\])*"/g, '""');
  return withoutQuotes.split(',').flatMap((item) => {
    const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? { range, quality: Number(weight) } : [];
  });
}

/** What is said of this very type goes before what is said of its family, and that before what is said of all. */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const family = `${mediaType.split('/', 1)[0]}/*`;
  for (const name of [mediaType, family, '*/*']) {
    const found = ranges.filter(({ range }) => range === name);
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality));
  }
  return 0;
}
