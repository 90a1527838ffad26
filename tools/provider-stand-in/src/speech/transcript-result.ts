import type { EngineTranscript, EngineWord } from './speech-engine.js';
import type { Transcript, TranscriptRequest, TranscriptUtterance, TranscriptWord } from './transcript.js';

type Result = Pick<
  Transcript,
  'text' | 'confidence' | 'audio_duration' | 'words' | 'utterances' | 'audio_channels'
>;

/** Puts an engine's transcript into the provider's shape: letters for speakers, digits for channels, milliseconds. */
export function toResult(request: TranscriptRequest, engine: EngineTranscript): Result {
  const multichannel = request.multichannel === true;
  const labelled = multichannel || request.speaker_labels === true;
  const utterances = engine.utterances.map(({ speaker, words }): TranscriptUtterance => {
    const label = multichannel ? String(speaker + 1) : String.fromCharCode(65 + speaker);
    const source = { speaker: labelled ? label : null, ...(multichannel && { channel: label }) };
    const spoken = words.map((word): TranscriptWord => ({ ...inMilliseconds(word), ...source }));
    return {
      text: spoken.map(({ text }) => text).join(' '),
      start: spoken[0]!.start,
      end: spoken.at(-1)!.end,
      confidence: mean(spoken.map(({ confidence }) => confidence)),
      ...source,
      words: spoken,
    };
  });
  const words = utterances.flatMap((utterance) => utterance.words);
  return {
    text: utterances.map(({ text }) => text).join(' '),
    confidence: mean(words.map(({ confidence }) => confidence)),
    audio_duration: Math.round(engine.durationMs / 1000),
    words,
    utterances: labelled ? utterances : null,
    ...(multichannel && { audio_channels: engine.channels }),
  };
}

function inMilliseconds({ text, startMs, endMs, confidence }: EngineWord): Omit<TranscriptWord, 'speaker'> {
  return { text, start: startMs, end: Math.max(startMs, endMs), confidence: round(confidence) };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

const round = (value: number): number => Math.round(value * 1e5) / 1e5;
