import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AssemblyAI, type Transcript, type TranscribeParams } from 'assemblyai';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startStandIn, type StandInUnderTest } from './testing/stand-in-under-test.js';
import { wordErrorRate } from '@meeting-intelligence/testing';

/** The real engines on real sound. Bounds, not strings: another decoder may change a word. */
const samples = join(import.meta.dirname, '../../../samples');
const recording = join(samples, 'planning-meeting.ogg');
const TIMEOUT_MS = 180_000;

interface Turn {
  readonly startS: number;
  readonly endS: number;
  readonly speaker: string;
  readonly text: string;
}

let standIn: StandInUnderTest;
let client: AssemblyAI;
let folder: string;
let turns: readonly Turn[];

beforeAll(async () => {
  standIn = await startStandIn();
  client = new AssemblyAI({ apiKey: 'any key', baseUrl: standIn.baseUrl });
  folder = await mkdtemp(join(tmpdir(), 'recordings-'));
  const rows = (await readFile(join(samples, 'planning-meeting.turns.tsv'), 'utf8')).trim().split('\n');
  turns = rows.map((row) => {
    const [start, end, speaker, , text] = row.split('\t') as [string, string, string, string, string];
    return { startS: Number(start), endS: Number(end), speaker, text };
  });
});

afterAll(async () => {
  await standIn[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', ...args]);
}

async function transcribe(path: string, more: Partial<TranscribeParams> = {}): Promise<Transcript> {
  const parameters = { audio: path, speaker_labels: true, ...more } as TranscribeParams;
  return client.transcripts.transcribe(parameters, { pollingInterval: 200, pollingTimeout: TIMEOUT_MS });
}

const textOf = (said: readonly Turn[]): string => said.map(({ text }) => text).join(' ');

/** The label that has most of the time of a turn. */
function labelOf(turn: Turn, { words }: Transcript): string | null {
  const time = new Map<string | null, number>();
  for (const { start, end, speaker } of words ?? []) {
    const shared = Math.min(end, turn.endS * 1000) - Math.max(start, turn.startS * 1000);
    if (shared > 0) time.set(speaker, (time.get(speaker) ?? 0) + shared);
  }
  return [...time].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

describe('the sample recording', () => {
  let transcript: Transcript;

  beforeAll(async () => {
    transcript = await transcribe(recording);
  }, TIMEOUT_MS);

  it('is recognised with fewer than 10 % word errors, by an engine that says what it is', () => {
    expect(transcript.error).toBeUndefined();
    expect(transcript.status).toBe('completed');
    const rate = wordErrorRate(textOf(turns), transcript.text!);
    console.info(`word error rate ${(100 * rate).toFixed(1)} %`);
    expect(rate).toBeLessThan(0.1);
    expect(transcript.audio_duration).toBe(77);
    expect((transcript as { speech_model_used?: string }).speech_model_used).toMatch(/^offline-demo-engine/);
  });

  it('has three speakers and at least 17 of 18 turns under the right one', () => {
    expect([...new Set(transcript.utterances!.map(({ speaker }) => speaker))].sort()).toEqual([
      'A',
      'B',
      'C',
    ]);
    const right = turns.filter((turn) => labelOf(turn, transcript) === turn.speaker);
    expect(right.length).toBeGreaterThanOrEqual(17);
  });

  it('has words in order, in their utterances, within the recording', () => {
    for (const { start, end, text, words } of transcript.utterances!) {
      expect(words.map((word) => word.text).join(' ')).toBe(text);
      expect([words[0]!.start, words.at(-1)!.end]).toEqual([start, end]);
      for (const word of words) {
        expect(word.text).not.toMatch(/[<>[\]()]/);
        expect(word.end).toBeGreaterThanOrEqual(word.start);
        expect(word.confidence).toBeGreaterThanOrEqual(0);
        expect(word.confidence).toBeLessThanOrEqual(1);
      }
    }
    const starts = transcript.utterances!.map(({ start }) => start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // No utterance reaches into the next person's turn.
    for (const { start, end } of transcript.utterances!) {
      expect(turns.some((turn) => start >= turn.startS * 1000 - 400 && end <= turn.endS * 1000 + 400)).toBe(
        true,
      );
    }
  });

  it('yields its names, tasks with owners, and decisions', async () => {
    const lines = transcript.utterances!.map(({ speaker, start, text }, index) =>
      JSON.stringify({ id: `s${index + 1}`, speaker, start_ms: start, text }),
    );
    const prompt = `Meeting date: 2026-11-20\n<transcript>\n${lines.join('\n')}\n</transcript>`;
    const openai = new OpenAI({ apiKey: 'any key', baseURL: `${standIn.baseUrl}/v1` });
    const ask = async <Shape extends z.ZodType>(name: string, shape: Shape): Promise<z.infer<Shape>> => {
      const completion = await openai.chat.completions.parse({
        model: 'any',
        messages: [{ role: 'user', content: prompt }],
        response_format: zodResponseFormat(shape, name),
      });
      return completion.choices[0]!.message.parsed as z.infer<Shape>;
    };

    const names = await ask(
      'speaker_names',
      z.object({ speakers: z.array(z.object({ label: z.string(), name: z.string().nullable() })) }),
    );
    expect(Object.fromEntries(names.speakers.map(({ label, name }) => [label, name]))).toEqual({
      A: 'Robert',
      B: 'Laura',
      C: 'Peter',
    });

    const item = z.object({
      task: z.string(),
      owner_name: z.string().nullable(),
      due_date: z.string().nullable(),
    });
    const { action_items } = await ask('action_items', z.object({ action_items: z.array(item) }));
    const expected = [
      [/search page/, 'Laura', '2026-11-27'],
      [/message/, 'Peter', '2026-11-21'],
      [/test data/, 'Laura', '2026-11-25'],
      [/release notes/, 'Peter', '2026-11-30'],
      [/update the project/i, 'Robert', '2026-11-20'],
    ] as const;
    expect(action_items.length).toBeLessThanOrEqual(expected.length);
    const found = expected.filter(([task, owner, due]) =>
      action_items.some(
        (other) => task.test(other.task) && other.owner_name === owner && other.due_date === due,
      ),
    );
    expect(found.length).toBeGreaterThanOrEqual(4);

    const { decisions } = await ask(
      'decisions',
      z.object({ decisions: z.array(z.object({ decision: z.string() })) }),
    );
    expect(decisions.map(({ decision }) => decision)).toEqual([
      expect.stringMatching(/^Move the release/),
      expect.stringMatching(/^Keep the old search page/),
    ]);
  });
});

describe('other recordings', () => {
  it(
    'with a channel for each speaker are told apart by channel, without being asked to',
    async () => {
      const part = turns.filter(({ speaker, endS }) => speaker !== 'B' && endS < 33);
      const silenceExcept = (speaker: string): string => {
        const own = part
          .filter((turn) => turn.speaker === speaker)
          .map(({ startS, endS }) => `between(t,${startS},${endS})`);
        return `volume=0:enable='not(${own.join('+')})'`;
      };
      const stereo = join(folder, 'stereo.flac');
      const filter = `asplit=2[a][b];[a]${silenceExcept('C')}[l];[b]${silenceExcept('A')}[r];[l][r]amerge=inputs=2`;
      await ffmpeg('-t', '33', '-i', recording, '-filter_complex', filter, '-ac', '2', stereo);
      const transcript = await transcribe(stereo);
      // The left channel has C, but the right one, with A, is heard first.
      expect(part.map((turn) => labelOf(turn, transcript))).toEqual(
        part.map(({ speaker }) => (speaker === 'A' ? 'A' : 'B')),
      );
      expect(wordErrorRate(textOf(part), transcript.text!)).toBeLessThan(0.15);

      const multichannel = await transcribe(stereo, { multichannel: true });
      expect(multichannel.audio_channels).toBe(2);
      expect(new Set(multichannel.utterances!.map(({ channel }) => channel))).toEqual(new Set(['1', '2']));
    },
    TIMEOUT_MS,
  );

  it(
    'as video are heard by their sound track, and twice the same channel is one speaker',
    async () => {
      const video = join(folder, 'video.mp4');
      await ffmpeg(
        '-f',
        'lavfi',
        '-i',
        'color=size=64x64:rate=5',
        '-t',
        '6.9',
        '-i',
        recording,
        '-shortest',
        '-t',
        '6.9',
        '-ac',
        '2',
        '-c:v',
        'mpeg4',
        video,
      );
      const transcript = await transcribe(video);
      expect(transcript.text).toMatch(/good morning/i);
      expect(new Set(transcript.utterances!.map(({ speaker }) => speaker))).toEqual(new Set(['A']));
    },
    TIMEOUT_MS,
  );

  it('of silence give empty text, not invented words', async () => {
    const silence = join(folder, 'silence.wav');
    await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '5', silence);
    expect(await transcribe(silence)).toMatchObject({
      status: 'completed',
      text: '',
      words: [],
      utterances: [],
      audio_duration: 5,
    });
  }, 30_000);

  it.each([
    ['a text', 'notes.mp3', 'These are only notes about a meeting.', /not a recording/],
    [
      'a playlist that points elsewhere',
      'list.mp3',
      '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
      /not a recording/,
    ],
    ['a list of files to join', 'list.ogg', `ffconcat version 1.0\nfile ${recording}\n`, /not a recording/],
    ['nothing', 'empty.wav', '', /not a recording/],
  ])('that are really %s end in an error that says so', async (_what, name, content, reason) => {
    const path = join(folder, name);
    await writeFile(path, content);
    expect(await transcribe(path)).toMatchObject({
      status: 'error',
      error: expect.stringMatching(reason) as string,
    });
  });

  it('without a sound track, or cut off in the middle, end in an error that says so', async () => {
    const mute = join(folder, 'mute.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'color=size=64x64:rate=5', '-t', '1', '-c:v', 'mpeg4', mute);
    expect(await transcribe(mute)).toMatchObject({
      status: 'error',
      error: expect.stringMatching(/no sound track/) as string,
    });
    const cut = join(folder, 'cut.mp4');
    const whole = join(folder, 'whole.mp4');
    await ffmpeg('-t', '5', '-i', recording, '-c:a', 'aac', whole);
    await writeFile(cut, (await readFile(whole)).subarray(0, 20_000));
    expect(await transcribe(cut)).toMatchObject({ status: 'error' });
  }, 30_000);
});
