import { graphemesOf } from '../exports/graphemes.js';
import { oneLine } from '../exports/one-line.js';

/** In UTF-16 units, of at most three bytes each: file systems take names of 255 bytes. */
const longestName = 80;

/** `Content-Disposition` (RFC 6266) for a file that is named after the meeting, and can be saved on every system. */
export function attachment(title: string | null, extension: string): string {
  const name = `${fileNameOf(title ?? '') || 'meeting'}.${extension}`;
  return `attachment; filename="meeting.${extension}"; filename*=UTF-8''${percentEncoded(name)}`;
}

function fileNameOf(title: string): string {
  const plain = oneLine(title.normalize('NFC'))
    // What turns the direction of text can make the end of a name look like another.
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[/\\:*?"<>|]/g, '-');
  const name = shortened(plain).replace(/^[.\s]+|[.\s]+$/g, '');
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) ? `_${name}` : name;
}

function shortened(name: string): string {
  let short = '';
  for (const grapheme of graphemesOf(name)) {
    if (short.length + grapheme.length > longestName) break;
    short += grapheme;
  }
  return short;
}

/** As RFC 8187 wants it, which leaves less as it is than `encodeURIComponent`. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
