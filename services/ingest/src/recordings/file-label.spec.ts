import { expect, test } from 'vitest';
import { fileLabel } from './file-label.js';

test.each([
  ['planning meeting.ogg', 'planning meeting.ogg'],
  ['Sitzung – März.m4a', 'Sitzung – März.m4a'],
  ['../../etc/cron.d/x', 'x'],
  ['C:\\Users\\ann\\call.mp3', 'call.mp3'],
  ['..', 'recording'],
  ['', 'recording'],
  [undefined, 'recording'],
  ['a\u0000b\r\nc.mp3', 'abc.mp3'],
  ['gpj.\u202e3pm', 'gpj.3pm'],
  ['x'.repeat(4_096), 'x'.repeat(200)],
  ['🎙'.repeat(300), '🎙'.repeat(200)],
])('of %j is %j', (filename, label) => {
  expect(fileLabel(filename)).toBe(label);
});
