import { z } from 'zod';
import type { SpokenMeeting, Transcription } from '../speech-to-text.js';

/**
 * What the provider answers, read so that one odd value spoils itself and not the whole: a number that is none becomes
 * NaN, a list that is none an empty one, and an entry that is not an object is left out.
 */
const number = z.number().catch(Number.NaN);
const text = z.string().catch('');
const nullableText = z.string().nullable().catch(null);

function listOf<Entry extends z.ZodType>(entry: Entry) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((entries) =>
      entries.flatMap((value) => {
        const { success, data } = entry.safeParse(value);
        return success ? [data] : [];
      }),
    );
}

const spoken = { text, start: number, end: number, confidence: number };
const word = z.object({ ...spoken, speaker: nullableText });
const utterance = z.object({ ...spoken, speaker: nullableText, words: listOf(z.object(spoken)) });

const answer = z.object({
  status: z.string(),
  error: nullableText,
  text,
  confidence: number,
  audio_duration: number,
  language_code: nullableText,
  speech_model: nullableText,
  speech_model_used: nullableText,
  words: listOf(word),
  utterances: listOf(utterance),
});
type Answer = z.infer<typeof answer>;

/** `queued` and `processing` may both appear before the end; a failure is an HTTP 200 with `status: "error"`. */
export function readTranscription(json: unknown): Transcription {
  const answered = answer.parse(json);
  const { status, error, speech_model_used, speech_model } = answered;
  if (status === 'error') return { status: 'failed', reason: (error ?? 'it gave no reason').slice(0, 500) };
  if (status !== 'completed') return { status: 'running' };
  const model = speech_model_used ?? speech_model ?? 'unknown';
  return { status, spoken: spokenOf(answered), engine: { provider: 'assemblyai', model } };
}

function spokenOf({ words, utterances, ...answered }: Answer): SpokenMeeting {
  return {
    language: answered.language_code,
    durationMs: answered.audio_duration * 1_000,
    confidence: answered.confidence,
    text: answered.text,
    words: words.map((word) => ({ ...timed(word), speaker: word.speaker })),
    utterances: utterances.map((utterance) => ({
      ...timed(utterance),
      speaker: utterance.speaker,
      words: utterance.words.map(timed),
    })),
  };
}

function timed({ text, start, end, confidence }: z.infer<z.ZodObject<typeof spoken>>) {
  return { text, startMs: start, endMs: end, confidence };
}
