import { expect, test } from 'vitest';
import { hasBody, mediaTypeOf } from './media-type.js';

test.each([
  ['application/json', 'application/json'],
  ['Application/JSON; charset=utf-8', 'application/json'],
  ['multipart/form-data ;boundary=x', 'multipart/form-data'],
  ['application/json-seq', 'application/json-seq'],
  [undefined, ''],
])('%j is of the type %j', (given, expected) => {
  expect(mediaTypeOf({ headers: { 'content-type': given } })).toBe(expected);
});

test.each([
  [{}, false],
  [{ 'content-length': '0' }, false],
  [{ 'content-length': '1' }, true],
  [{ 'transfer-encoding': 'chunked' }, true],
])('%j: %j', (headers, expected) => {
  expect(hasBody({ headers })).toBe(expected);
});
