import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../test/a-public-meeting.js';
import { attachment } from './attachment.js';

const nameOf = (title: string | null) =>
  decodeURIComponent(/filename\*=UTF-8''(\S+)$/.exec(attachment(title, 'vtt'))![1]!);

test('names the file after the meeting', () => {
  expect(attachment("Zoë's plan (2)", 'srt')).toBe(
    `attachment; filename="meeting.srt"; filename*=UTF-8''Zo%C3%AB%27s%20plan%20%282%29.srt`,
  );
});

test.each([
  ['no title', null, 'meeting.vtt'],
  ['a title of nothing', ' \0.. ', 'meeting.vtt'],
  ['a path', '../../etc/passwd', '-..-etc-passwd.vtt'],
  ['a path of Windows', 'C:\\a|b?"<c>*', 'C--a-b---c--.vtt'],
  ['a header', 'a\r\nSet-Cookie: b', 'a Set-Cookie- b.vtt'],
  ['a device', 'NUL', '_NUL.vtt'],
  ['an ending that looks like another', 'a\u202etxt.exe', 'atxt.exe.vtt'],
  ['an accent of its own', 'e\u0301', '\u00e9.vtt'],
  ['a long title', '👨‍👩‍👧‍👦'.repeat(30), `${'👨‍👩‍👧‍👦'.repeat(7)}.vtt`],
])('makes a name of %s that is safe', (_, title, expected) => {
  expect(nameOf(title)).toBe(expected);
});

test('of any title comes a header of ASCII and a name that fits on every disk', () => {
  fc.assert(
    fc.property(anyText, (title) => {
      expect(attachment(title, 'vtt')).toMatch(/^[ -~]+$/);
      const name = nameOf(title);
      expect(name).toMatch(/^[^./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*\.vtt$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }),
  );
});
