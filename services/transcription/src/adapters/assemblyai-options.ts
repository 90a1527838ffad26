import type { TranscriptParams } from 'assemblyai';
import type { TranscriptionRequest } from '../speech-to-text.js';

/** English is the one language whose regions the provider tells apart (its "Supported languages" page). */
const regions: Readonly<Record<string, string>> = { 'en-us': 'en_us', 'en-gb': 'en_uk', 'en-au': 'en_au' };
/** More is refused in `speakers_expected`, and allowed as a maximum. */
const mostSpeakersExpected = 10;
/** Of one of the terms to look out for. */
const mostWordsOfTerm = 6;
/** Of all of them: what `universal-2`, to which the provider may fall back, takes (its "Models" page). */
const mostWords = 200;

export function assemblyAiOptions(
  { uploadUrl, language, speakersExpected, terms }: TranscriptionRequest,
  speechModels: readonly string[],
): TranscriptParams {
  const params: TranscriptParams = {
    audio_url: uploadUrl,
    speech_models: [...speechModels],
    speaker_labels: true,
    punctuate: true,
    format_text: true,
  };
  if (language === null) params.language_detection = true;
  else params.language_code = regions[language.toLowerCase()] ?? language.toLowerCase().split('-')[0];
  const keyterms = keytermsOf(terms);
  if (keyterms.length > 0) params.keyterms_prompt = keyterms;
  if (speakersExpected === null) return params;
  if (speakersExpected <= mostSpeakersExpected) params.speakers_expected = speakersExpected;
  else params.speaker_options = { max_speakers_expected: speakersExpected };
  return params;
}

/**
 * `keyterms_prompt` is for words and proper names alike (its "Keyterms prompting" page); `word_boost` is refused by the
 * models of today. `speech_understanding.speaker_identification` also takes names, but puts them in place of the
 * labels, on no evidence that we could check; the analysis names the speakers.
 */
function keytermsOf(terms: readonly string[]): string[] {
  let words = 0;
  return [...new Set(terms)].filter((term) => {
    const count = term.trim().split(/\s+/).length;
    if (count > mostWordsOfTerm || words + count > mostWords) return false;
    words += count;
    return true;
  });
}
