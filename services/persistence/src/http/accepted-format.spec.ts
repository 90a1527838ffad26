import { expect, test } from 'vitest';
import { acceptedFormat } from './accepted-format.js';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['text/vtt', 'vtt'],
  ['TEXT/VTT', 'vtt'],
  ['application/x-subrip', 'srt'],
  ['text/markdown; charset=utf-8', 'md'],
  ['text/*', 'txt'],
  ['text/html, text/*;q=0.5, */*;q=0.1', 'txt'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ['text/vtt;q=0.5, text/markdown;q=0.8', 'md'],
  ['text/vtt, text/plain', 'txt'],
  ['text/plain;q=0, text/*', 'vtt'],
  ['application/json;q=0, */*', 'txt'],
  ['*/*;q=0.1, text/markdown;q=0.001', 'json'],
  ['text/vtt; q=1.000', 'vtt'],
  ['text/vtt;title="a, b;q=0", text/html', 'vtt'],
  ['text/vtt;q=2, text/plain;q=0.1', 'txt'],
  ['text/html', undefined],
  ['text/vtt;q=0', undefined],
  ['*/*;q=0', undefined],
  ['nonsense', undefined],
  [',;=,"', undefined],
])('%j likes %s best', (accept, format) => {
  expect(acceptedFormat(accept)).toBe(format);
});
