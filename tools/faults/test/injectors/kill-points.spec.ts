import { expect, test } from 'vitest';
import { formatKillPoint, providerCalls, type KillAt } from '../../src/injectors/index.js';

test.each<[string, KillAt]>([
  ['before-ack', { point: 'before-ack' }],
  ['receive job=4c always', { point: 'receive', matching: 'job=4c', always: true }],
  ['after-store recordings/ #2', { point: 'after-store', matching: 'recordings/', occurrence: 2 }],
])('is called %s', (name, kill) => expect(formatKillPoint(kill)).toBe(name));

test.each([
  ['upload', 'POST https://api.assemblyai.com/v2/upload'],
  ['submit', 'POST http://127.0.0.1:4010/v2/transcript'],
  ['look', 'GET http://127.0.0.1:4010/v2/transcript/9f-1'],
  ['list', 'GET http://127.0.0.1:4010/v2/transcript'],
  ['chat', 'POST http://127.0.0.1:4010/v1/chat/completions'],
] as const)('the call %s is told from the others', (name, subject) => {
  const matching = Object.entries(providerCalls).filter(([, pattern]) =>
    new RegExp(pattern, 'i').test(subject),
  );
  expect(matching.map(([call]) => call)).toEqual([name]);
});
