import { oneLine } from './one-line.js';

/**
 * What somebody said, as Markdown that shows exactly this: no heading, list, markup, HTML, formula or link comes of it.
 * Works at the start of a line as within one.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .split(' ')
    .map(markdownWord)
    .join(' ')
    .replace(/^([-+=:]|\d+(?=[.)]))/, atStart);
}

/** Several lines, as a summary may have them: paragraphs; lists where lines start as items do; headings in bold. */
export function markdownParagraphs(text: string): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(blockOf);
  const blocks = lines.filter(({ content }) => content !== '');
  return blocks
    .map(({ before, content, after }, index) => {
      const gap = index === 0 ? '' : before === item && blocks[index - 1]?.before === item ? '\n' : '\n\n';
      return `${gap}${before}${content}${after}`;
    })
    .join('');
}

const item = '- ';

function blockOf(line: string): {
  readonly before: string;
  readonly content: string;
  readonly after: string;
} {
  const [, bullet, inItem = ''] = /^\s*([-*•])\s+(.*)$/.exec(line) ?? [];
  if (bullet) return { before: item, content: markdownText(inItem), after: '' };
  const [, marks, inHeading = ''] = /^\s*(#{1,6})\s+(.*)$/.exec(line) ?? [];
  if (marks) return { before: '**', content: markdownText(inHeading), after: '**' };
  return { before: '', content: markdownText(line), after: '' };
}

/** `1.` becomes `1\.`, `-` becomes `\-`. */
function atStart(mark: string): string {
  return /\d/.test(mark) ? `${mark}\\` : `\\${mark}`;
}

function markdownWord(word: string): string {
  return looksLikeLink(word) ? codeSpan(word) : escaped(word);
}

/** Escapes do not help here: renderers look for addresses after they took the escapes away (GitHub's e-mail, remark). */
function looksLikeLink(word: string): boolean {
  return /\/\/|www\.|@|mailto:|xmpp:/i.test(word);
}

function codeSpan(word: string): string {
  const longest = Math.max(0, ...(word.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(word) ? ' ' : '';
  return `${fence}${pad}${word}${pad}${fence}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The dot of `example.com` too: some renderers link bare names of hosts. */
function escaped(word: string): string {
  return word
    .replace(/[\\`*_{}[\]#|~$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => entities[character]!)
    .replace(/\.(?=\p{L})/gu, '\\.');
}
