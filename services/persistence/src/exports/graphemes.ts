const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

/** What a reader takes for one character each: an emoji of a family is one, a letter with its accents too. */
export function graphemesOf(text: string): readonly string[] {
  return isPlain(text) ? text.split('') : segmentsOf(graphemes, text);
}

export function widthOf(text: string): number {
  return isPlain(text) ? text.length : segmentsOf(graphemes, text).length;
}

/** Pieces of at most `width` graphemes, cut between words where the script has no spaces to cut at. */
export function piecesOf(text: string, width: number): readonly string[] {
  if (text.length <= width || widthOf(text) <= width) return [text];
  return segmentsOf(words, text).flatMap((word) => {
    const all = graphemesOf(word);
    const starts = Array.from({ length: Math.ceil(all.length / width) }, (_, index) => index * width);
    return starts.map((start) => all.slice(start, start + width).join(''));
  });
}

/**
 * Of these characters no two are ever one grapheme: Latin, Greek, Cyrillic, Hebrew, Arabic, Chinese, Japanese and Korean
 * as most text has them. Asking ICU is a hundred times slower, which counts for a meeting of eight hours.
 */
const plain =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u2010-\u2027\u3001-\u3029\u3041-\u3096\u309d-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*$/;

function isPlain(text: string): boolean {
  return plain.test(text);
}

function segmentsOf(segmenter: Intl.Segmenter, text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
