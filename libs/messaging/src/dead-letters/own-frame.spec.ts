import { expect, test } from 'vitest';
import { firstOwnFrame } from './own-frame.js';

test.each([
  [
    'a method, compiled',
    '    at Check.handle (/app/services/transcription/dist/check.js:10:5)',
    'Check.handle (services/transcription/src/check.ts)',
  ],
  [
    'a method, from source',
    '    at Check.handle (/srv/x/services/transcription/src/check.ts:99:1)',
    'Check.handle (services/transcription/src/check.ts)',
  ],
  [
    'a module',
    '    at async file:///app/libs/storage/dist/folder/put.js:1:2',
    'libs/storage/src/folder/put.ts',
  ],
  [
    'an alias',
    '    at async Object.get [as read] (file:///app/libs/storage/dist/get.js:1:2)',
    'get (libs/storage/src/get.ts)',
  ],
  ['a contract', '    at parse (/app/contracts/dist/envelope.js:1:2)', 'parse (contracts/envelope.ts)'],
  [
    'no name',
    '    at <anonymous> (/app/services/ingest/dist/http/upload.js:1:2)',
    'services/ingest/src/http/upload.ts',
  ],
  [
    'a folder above that looks like ours',
    '    at f (/services/main/libs/http/dist/a.js:1:2)',
    'f (libs/http/src/a.ts)',
  ],
])('finds %s', (_, line, frame) => {
  expect(firstOwnFrame(`Error: no\n${line}`)).toBe(frame);
});

test('passes over Node, dependencies and what only wraps', () => {
  const stack = [
    'AppError: no',
    '    at toAppError (/app/libs/errors/dist/app-error.js:1:2)',
    '    at Client.query (/app/node_modules/pg/lib/client.js:1:2)',
    '    at async processTicksAndRejections (node:internal/process/task_queues:105:5)',
    '    at Meetings.put (/app/services/persistence/dist/meetings.js:1:2)',
  ];
  expect(firstOwnFrame(stack.join('\n'))).toBe('Meetings.put (services/persistence/src/meetings.ts)');
});

test('takes the innermost cause that was ours, and its wrapper where none was', () => {
  const wrapper = 'AppError: away\n    at ask (/app/services/analysis/dist/ask.js:1:2)';
  const foreign = 'caused by TypeError: fetch failed\n    at node:internal/deps/undici/undici:1:2';
  const ours = 'caused by TypeError: x\n    at count (/app/services/analysis/dist/count.js:1:2)';

  expect(firstOwnFrame(`${wrapper}\n${foreign}`)).toBe('ask (services/analysis/src/ask.ts)');
  expect(firstOwnFrame(`${wrapper}\n${ours}`)).toBe('count (services/analysis/src/count.ts)');
  expect(firstOwnFrame('no stack at all')).toBeUndefined();
});
