import { field } from '@meeting-intelligence/config';
import { z } from 'zod';

const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )
  .refine(
    (entries) => entries.every(isOrigin) || (entries.length === 1 && entries[0] === '*'),
    'expected origins such as https://cms.example,https://cms.example:8443, or * alone',
  );

/** As a browser says it: no path, no slash at the end, lower case. */
function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

/** What browsers are told. */
export const httpFields = {
  CORS_ORIGINS: field(
    origins,
    'origins whose pages may use the API from a browser, separated by commas; *: those of every origin. They need a key like everybody else',
    { default: '' },
  ),
  HSTS_MAX_AGE_SECONDS: field(
    z.string().regex(/^\d+$/, 'expected a whole number').transform(Number),
    'how long browsers shall use https alone, for a gateway that is reached by https and in no other way; 0: nothing is said of it',
    { default: '0', unit: 's' },
  ),
};
