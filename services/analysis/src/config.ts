import { breakerFields } from '@meeting-intelligence/breaker';
import { durationMs, field, secret, type ValuesOf } from '@meeting-intelligence/config';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

/** What this service reads from its environment. */
export const analysisFields = {
  ...serviceFields,
  OPENAI_API_KEY: secret('key of the language provider'),
  OPENAI_BASE_URL: field(
    z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }),
    'where the language provider answers, with its version',
    { default: 'https://api.openai.com/v1' },
  ),
  OPENAI_MODEL: field(z.string(), 'language model, which has to support structured outputs', {
    default: 'gpt-5-mini',
  }),
  LANGUAGE_TIMEOUT_MS: durationMs('how long one answer of the language provider may take', 120_000, {
    min: 1,
  }),
  // Below it, the summaries of parts would not fit into one prompt again.
  ANALYSIS_MAX_CHARS: field(
    z
      .string()
      .regex(/^\d{5,8}$/, 'expected a whole number of at least 20000')
      .transform(Number)
      .refine((value) => value >= 20_000, 'expected a whole number of at least 20000'),
    'longest transcript that is analysed in one piece; a longer one is analysed in parts. About four to a token',
    { default: '400000', unit: 'characters' },
  ),
  // More than the sixteen of four attempts at four parts: a meeting that makes the provider fail goes on without its analysis.
  ...breakerFields('language provider', 20),
};
export type AnalysisConfig = ValuesOf<typeof analysisFields>;

/** `@Inject(ANALYSIS_MAX_CHARS) maxChars: number` */
export const ANALYSIS_MAX_CHARS = Symbol('ANALYSIS_MAX_CHARS');
