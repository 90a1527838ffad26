import { z } from 'zod';
import { cleanText } from '../clean-text.js';
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
  if (status === 'error') return failed(cleanText(error ?? '', 500));
  if (status !== 'completed') return { status: 'running' };
  const model = cleanText(speech_model_used ?? speech_model ?? '', 100) || 'unknown';
  return { status, spoken: spokenOf(answered), engine: { provider: 'assemblyai', model } };
}

/**
 * What the provider, and the stand-in, say of recordings they cannot read; in words only, as a failed transcript has no
 * code: https://assemblyai.com/docs/pre-recorded-audio/transcript-status
 */
const ofTheRecording = [
  /transcod|decod(e|ing)|codec|corrupt|damaged/i,
  /download error|unable to download/i,
  /not (appear to )?contain (any )?audio|no (audio|sound)|not a recording/i,
  /(audio|recording|file|track)\b.{0,20} (is|was) (too (short|long)|longer than|empty)/i,
  /(unsupported|unknown|invalid) (audio|file|media|format)|channels, found/i,
];

function failed(reason: string): Transcription {
  const fault = ofTheRecording.some((pattern) => pattern.test(reason)) ? 'recording' : 'other';
  return { status: 'failed', fault, reason: reason || 'it gave no reason' };
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
