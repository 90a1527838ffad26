import { loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { httpFields } from './config.js';

const originsOf = (CORS_ORIGINS: string) => loadConfig(httpFields, { CORS_ORIGINS }).CORS_ORIGINS;

test.each([
  ['', []],
  ['*', ['*']],
  ['https://cms.example', ['https://cms.example']],
  ['https://cms.example, http://localhost:5173', ['https://cms.example', 'http://localhost:5173']],
])('takes %j', (text, origins) => {
  expect(originsOf(text)).toEqual(origins);
});

test.each([
  'cms.example',
  'https://cms.example/',
  'https://CMS.example',
  'https://cms.example:443',
  'https://*.example',
  '*,https://cms.example',
  'null',
])('does not start with %j, which no browser says', (text) => {
  expect(() => originsOf(text)).toThrow(/CORS_ORIGINS: expected origins/);
});
