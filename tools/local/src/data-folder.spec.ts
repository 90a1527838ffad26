import { expect, test } from 'vitest';
import { assertRoom } from './data-folder.js';

test('a disk with too little room is a fault that names the folder and what is needed', async () => {
  await expect(assertRoom('/', Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /^the disk of \/ has \d+ MB free, at least \d+ MB are needed/,
  );
  await assertRoom('/', 1);
});
