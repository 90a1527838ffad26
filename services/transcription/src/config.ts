import { breakerFields } from '@meeting-intelligence/breaker';
import { durationMs, field, secret, type ValuesOf } from '@meeting-intelligence/config';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

/** What this service reads from its environment. */
export const transcriptionFields = {
  ...serviceFields,
  ASSEMBLYAI_API_KEY: secret('key of the speech provider'),
  ASSEMBLYAI_BASE_URL: field(
    z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }),
    'where the speech provider answers, without /v2',
    { default: 'https://api.assemblyai.com' },
  ),
  ASSEMBLYAI_SPEECH_MODELS: field(
    z
      .string()
      .regex(/^[\w.-]+(,[\w.-]+)*$/, 'expected names with commas between them')
      .transform((names) => names.split(',')),
    'speech models in order of preference; the provider falls back along the list where one lacks the language',
    { default: 'universal-3-5-pro,universal-2' },
  ),
  SPEECH_TIMEOUT_MS: durationMs('how long one answer of the speech provider may take', 30_000, { min: 1 }),
  // Below HANDLER_TIMEOUT_MS, so that a slow upload is called what it is.
  UPLOAD_TIMEOUT_MS: durationMs('how long the upload of one recording may take', 540_000, { min: 1 }),
  TRANSCRIPTION_TIMEOUT_MS: durationMs(
    'how long the provider may work on one recording before its job fails',
    10_800_000,
    { min: 1 },
  ),
  // More than the four attempts at one event: a recording that makes the provider fail is given up, not waited for.
  ...breakerFields('speech provider', 5),
};
export type TranscriptionConfig = ValuesOf<typeof transcriptionFields>;

/** `@Inject(SPEECH_TIMEOUT_MS) timeoutMs: number` */
export const SPEECH_TIMEOUT_MS = Symbol('SPEECH_TIMEOUT_MS');
export const TRANSCRIPTION_TIMEOUT_MS = Symbol('TRANSCRIPTION_TIMEOUT_MS');
