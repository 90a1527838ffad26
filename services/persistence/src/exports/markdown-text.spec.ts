import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../test/a-public-meeting.js';
import { kindsOf, textOf, tokensOf } from '../../test/parse-markdown.js';
import { markdownParagraphs, markdownText } from './markdown-text.js';
import { oneLine } from './one-line.js';

const harmless = ['paragraph', 'bullet_list', 'list_item', 'strong', 'inline', 'text', 'code_inline'];

test.each([
  ['plain words', 'We ship it, 3.5 times (at most)!', 'We ship it, 3.5 times (at most)!'],
  ['emphasis', 'a *b* _c_ ~~d~~', 'a \\*b\\* \\_c\\_ \\~\\~d\\~\\~'],
  ['HTML', '<script>alert(1)</script> &amp;', '&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;'],
  ['a link', '[a](javascript:alert)', '\\[a\\](javascript:alert)'],
  ['a heading', '# a', '\\# a'],
  ['a list', '- a', '\\- a'],
  ['a numbered list', '12. a', '12\\. a'],
  ['a year', '2026 was good', '2026 was good'],
  ['a name of a host', 'at evil.com', 'at evil\\.com'],
  ['an address', 'see https://evil.com/a_b now', 'see `https://evil.com/a_b` now'],
  ['a mail address', 'to me@evil.com', 'to `me@evil.com`'],
  ['an address with backticks', '`www.evil.com`', '`` `www.evil.com` ``'],
  ['a backslash at the end', 'a\\', 'a\\\\'],
  ['several lines', 'a\n\n# b', 'a \\# b'],
  ['right-to-left text', '\u2067שלום\u2069', '\u2067שלום\u2069'],
])('escapes %s', (_, text, expected) => {
  expect(markdownText(text)).toBe(expected);
});

test.each([
  ['in a paragraph', ''],
  ['in a list', '- '],
  ['in a task', '- [ ] '],
  ['in a heading', '# '],
  ['after a name', '**00:00:00 Ann:** '],
])('%s any text at all shows as just this text, without a link', (_, before) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = tokensOf(`${before}${markdownText(text)}`);
      const name = before.startsWith('**') ? '00:00:00 Ann: ' : before.endsWith('] ') ? '[ ] ' : '';
      expect(textOf(tokens)).toBe(oneLine(`${name}${oneLine(text)}`));
      expect([...harmless, 'heading']).toEqual(expect.arrayContaining(kindsOf(tokens)));
      expect(
        tokens.filter(({ type }) => /^(paragraph|heading|list_item)_open$/.test(type)).length,
      ).toBeLessThan(3);
    }),
  );
});

test('a summary of several lines keeps its paragraphs, its lists, and its headings in bold', () => {
  const summary =
    '## Risks *now*\nThey met.\r\n\n- one *thing*\n* another\n• a third\nThe end.\n===\n- \n# \n#4 is open';

  expect(markdownParagraphs(summary)).toBe(
    '**Risks \\*now\\***\n\nThey met.\n\n- one \\*thing\\*\n- another\n- a third\n\nThe end.\n\n\\===\n\n\\#4 is open',
  );
  expect(markdownParagraphs(' \n ')).toBe('');
});

test('no summary at all makes more than paragraphs, lists and bold lines', () => {
  const start = fc.constantFrom('', '# ', '###### ', '- ', '    ', '\t');
  const line = fc.tuple(start, anyText).map(([mark, text]) => mark + text.replaceAll('*', ''));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const tokens = tokensOf(markdownParagraphs(lines.join('\n')));
      expect(harmless).toEqual(expect.arrayContaining(kindsOf(tokens)));
      expect(textOf(tokens)).not.toContain('*');
    }),
    { examples: [[['# a', 'b', '- c', '- d', 'e']]] },
  );
});
