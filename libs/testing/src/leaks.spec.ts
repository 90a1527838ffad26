import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { leakCheck } from './leaks.js';

test('tells what was left open, and passes once it is closed', async () => {
  const leaks = leakCheck();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await expect(leaks.assertNone({ timeoutMs: 20 })).rejects.toThrow('left open: 1 × TCPServerWrap');
  await new Promise((resolve) => server.close(resolve));
  await leaks.assertNone();
});
