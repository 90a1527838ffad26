import { z } from 'zod';

/** What the provider's "Keyterms prompting" page says, with the smaller of the limits of its two models. */
const MOST_WORDS = 200;
const MOST_WORDS_OF_TERM = 6;
const wordsIn = (term: string): number => term.trim().split(/\s+/).length;

const keyterms = z
  .array(
    z
      .string()
      .refine((term) => term.trim() !== '', { error: 'a key term is not empty' })
      .refine((term) => wordsIn(term) <= MOST_WORDS_OF_TERM, {
        error: `a key term has at most ${MOST_WORDS_OF_TERM} words`,
      }),
  )
  .refine((terms) => terms.reduce((sum, term) => sum + wordsIn(term), 0) <= MOST_WORDS, {
    error: `keyterms_prompt has at most ${MOST_WORDS} words in all`,
  });

/** POST /v2/transcript. Parameters that the offline engine has no use for (speech_models, punctuate …) are ignored. */
export const transcriptRequest = z
  .looseObject({
    audio_url: z.url({ protocol: /^https?$/ }),
    speaker_labels: z.boolean().nullish(),
    speakers_expected: z.int().min(1).max(10).nullish(),
    language_code: z.string().nullish(),
    language_detection: z.boolean().nullish(),
    multichannel: z.boolean().nullish(),
    keyterms_prompt: keyterms.nullish(),
    prompt: z.string().nullish(),
    word_boost: z
      .null({ error: 'word_boost is not supported by these speech models: use keyterms_prompt.' })
      .optional(),
    webhook_url: z
      .null({ error: 'The stand-in sends no webhooks: poll GET /v2/transcript/:id instead.' })
      .optional(),
  })
  .refine(({ prompt, keyterms_prompt }) => !prompt || !keyterms_prompt?.length, {
    error: 'prompt and keyterms_prompt cannot be used in the same request',
    path: ['keyterms_prompt'],
  });

export type TranscriptRequest = z.infer<typeof transcriptRequest>;

export type TranscriptStatus = 'queued' | 'processing' | 'completed' | 'error';

export interface TranscriptWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly speaker: string | null;
  readonly channel?: string;
}

export interface TranscriptUtterance extends TranscriptWord {
  readonly words: readonly TranscriptWord[];
}

/** What the real API answers, as far as the stand-in has a value for it. */
export interface Transcript {
  readonly id: string;
  readonly status: TranscriptStatus;
  readonly audio_url: string;
  readonly created: string;
  readonly completed: string | null;
  readonly speech_model: string;
  readonly speech_model_used: string;
  readonly language_code: string;
  readonly speaker_labels: boolean;
  readonly speakers_expected: number | null;
  readonly multichannel: boolean;
  /** The offline engine hears no better for them; here a test can see that they arrived. */
  readonly keyterms_prompt: readonly string[] | null;
  readonly audio_channels?: number;
  readonly audio_duration: number | null;
  readonly text: string | null;
  readonly confidence: number | null;
  readonly words: readonly TranscriptWord[] | null;
  readonly utterances: readonly TranscriptUtterance[] | null;
  readonly error?: string;
}

/** Everything but the words: what a list shows and what memory holds. */
export type TranscriptSummary = Pick<
  Transcript,
  'id' | 'status' | 'audio_url' | 'created' | 'completed' | 'error'
>;
