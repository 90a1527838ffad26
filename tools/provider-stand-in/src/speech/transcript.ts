import { z } from 'zod';

/** POST /v2/transcript. Parameters that the offline engine has no use for (speech_models, punctuate …) are ignored. */
export const transcriptRequest = z.looseObject({
  audio_url: z.url({ protocol: /^https?$/ }),
  speaker_labels: z.boolean().nullish(),
  speakers_expected: z.int().min(1).max(10).nullish(),
  language_code: z.string().nullish(),
  language_detection: z.boolean().nullish(),
  multichannel: z.boolean().nullish(),
  webhook_url: z
    .null({ error: 'The stand-in sends no webhooks: poll GET /v2/transcript/:id instead.' })
    .optional(),
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
