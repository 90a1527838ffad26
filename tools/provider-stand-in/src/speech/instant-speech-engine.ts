import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UnreadableRecording } from '../audio/media-probe.js';
import {
  INSTANT_ENGINE,
  type EngineTranscript,
  type EngineUtterance,
  type SpeechEngine,
  type TranscribeOptions,
} from './speech-engine.js';

const NAMES = [
  'Anna',
  'Ben',
  'Clara',
  'David',
  'Emma',
  'Felix',
  'Grace',
  'Henry',
  'Julia',
  'Kevin',
  'Maria',
  'Oscar',
];
const TOPICS = [
  'search page',
  'release plan',
  'customer portal',
  'test data',
  'price list',
  'data migration',
];
const TASKS = [
  'write the report',
  'check the numbers',
  'update the plan',
  'call the customer',
  'book the room',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
/** 146 words a minute: 70,000 of them are eight hours. */
const WORD_MS = 411;

/**
 * For fault and load tests: no recognition at all. The text is drawn from the hash of the recording's bytes, so two
 * recordings differ, the same one repeats, and every result can be told apart from real recognition at first sight.
 */
export class InstantSpeechEngine implements SpeechEngine {
  readonly name = INSTANT_ENGINE;

  /** @param fewestWords the transcript goes on until it has as many */
  constructor(private readonly fewestWords: number) {}

  async transcribe(
    recordingPath: string,
    _workFolder: string,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(recordingPath, { signal }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      hash.update(chunk);
    }
    if (bytes === 0) throw new UnreadableRecording('The file is empty.');
    const speakers = Math.min(options.speakersExpected ?? 2, NAMES.length);
    const utterances = script(hash.digest(), speakers, this.fewestWords);
    const durationMs = utterances.at(-1)!.words.at(-1)!.endMs + WORD_MS;
    return { durationMs, channels: options.multichannel ? 2 : 1, utterances };
  }
}

function script(digest: Buffer, speakers: number, fewestWords: number): EngineUtterance[] {
  const pick = (list: readonly string[], byte: number): string => list[digest[byte]! % list.length]!;
  const name = (speaker: number): string => NAMES[(digest[0]! + speaker * 5) % NAMES.length]!;
  const topic = pick(TOPICS, 1);
  const lines: [speaker: number, text: string][] = [
    [0, `Instant placeholder ${digest.toString('hex', 0, 4)}, no speech was recognised.`],
    ...Array.from({ length: speakers }, (_, speaker): [number, string] => [
      speaker,
      `This is ${name(speaker)} from the team.`,
    ]),
    [0, `The topic is the ${topic}.`],
    [speakers - 1, `I will ${pick(TASKS, 2)} by ${pick(DAYS, 3)}.`],
    [0, `We decided to keep the ${topic} until ${pick(DAYS, 4)}.`],
  ];
  let words = lines.reduce((sum, [, text]) => sum + text.split(' ').length, 0);
  for (let item = 1; words < fewestWords; item += 1) {
    const text = `Item ${item} of the ${topic} was read out and nobody had anything to add.`;
    lines.push([item % speakers, text]);
    words += text.split(' ').length;
  }
  let atMs = 0;
  return lines.map(([speaker, text]) => ({
    speaker,
    words: text
      .split(' ')
      .map((word) => ({ text: word, startMs: (atMs += WORD_MS), endMs: atMs + WORD_MS, confidence: 0.5 })),
  }));
}
