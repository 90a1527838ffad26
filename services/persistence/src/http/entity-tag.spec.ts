import { expect, test } from 'vitest';
import { entityTag } from './entity-tag.js';

test('a tag is strong, the same for the same bytes, and another for others or in another media type', () => {
  const tag = entityTag('text/vtt', 'WEBVTT\n');

  expect(tag).toMatch(/^"[\w-]{43}"$/);
  expect(entityTag('text/vtt', 'WEBVTT\n')).toBe(tag);
  expect(entityTag('text/vtt', 'WEBVTT \n')).not.toBe(tag);
  expect(entityTag('text/plain', 'WEBVTT\n')).not.toBe(tag);
});
