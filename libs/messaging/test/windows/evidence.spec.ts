// Keeps docs/messaging-evidence.md true: a page of claims that nobody compares with the tests is wrong within a month.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Evidence {
  readonly file: string;
  readonly title: string;
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const named = evidenceIn(readFileSync(`${root}docs/messaging-evidence.md`, 'utf8'));

test('every test that the page names is there, under this title', () => {
  expect(named.length).toBeGreaterThan(50);
  for (const { file, title } of named)
    expect(stringsIn(readFileSync(root + file, 'utf8')), file).toContain(title);
});

test('every test of these folders is named on the page', () => {
  for (const folder of ['libs/messaging/test/windows/', 'libs/messaging/test/supervision/']) {
    const files = readdirSync(root + folder).filter(
      (name) => name.endsWith('.spec.ts') && name !== 'evidence.spec.ts',
    );
    for (const file of files.map((name) => folder + name)) {
      const titles = named.filter((evidence) => evidence.file === file).map(({ title }) => title);
      for (const title of testsIn(readFileSync(root + file, 'utf8'))) expect(titles, file).toContain(title);
    }
  }
});

function evidenceIn(page: string): readonly Evidence[] {
  const rows = page.matchAll(/^\|[^|]*\| \[[^\]]*\]\(\.\.\/([^)]+)\)\s*\| (.*?)\s*\|$/gm);
  return [...rows].map(([, file = '', title = '']) => ({ file, title }));
}

function stringsIn(source: string): readonly string[] {
  return [...source.matchAll(/'((?:[^'\\\n]|\\.)+)'/g)].map(([, text = '']) => text.replaceAll("\\'", "'"));
}

/** Titles of tests; of a group where only its name says what they show. */
function testsIn(source: string): readonly string[] {
  const opening = String.raw`^(?:test\(|describe\(|\]\s*(?:as const)?\)\()`;
  return [...source.matchAll(new RegExp(`${opening}\\s*'((?:[^'\\\\\\n]|\\\\.)+)'`, 'gm'))]
    .map(([, title = '']) => title.replaceAll("\\'", "'"))
    .filter((title) => title !== '%s');
}
