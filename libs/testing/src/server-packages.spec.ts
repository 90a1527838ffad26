import { expect, test } from 'vitest';
import { installServerPackages, missingServerPackages } from './server-packages.js';

/** Which programs are installed differs between machines; a PATH with nothing in it does not hide /usr/bin. */
test('says nothing and installs nothing when nothing is missing', async () => {
  const lines: string[] = [];
  await installServerPackages({ needs: [], announce: (line) => lines.push(line) });
  expect(lines).toEqual([]);
});

test('names the Debian packages of what is missing', () => {
  for (const { name, packages } of missingServerPackages()) {
    expect(name).not.toBe('');
    expect(packages.length).toBeGreaterThan(0);
  }
});
