import type { TranscriptParams } from 'assemblyai';
import type { TranscriptionRequest } from '../speech-to-text.js';

/** English is the one language whose regions the provider tells apart (its "Supported languages" page). */
const regions: Readonly<Record<string, string>> = { 'en-us': 'en_us', 'en-gb': 'en_uk', 'en-au': 'en_au' };
/** More is refused in `speakers_expected`, and allowed as a maximum. */
const mostSpeakersExpected = 10;

export function assemblyAiOptions(
  { uploadUrl, language, speakersExpected }: TranscriptionRequest,
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
  if (speakersExpected === null) return params;
  if (speakersExpected <= mostSpeakersExpected) params.speakers_expected = speakersExpected;
  else params.speaker_options = { max_speakers_expected: speakersExpected };
  return params;
}
