import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { AppError, type Code } from '@meeting-intelligence/errors';
import type { TemporaryFiles } from '@meeting-intelligence/storage';
import { Media, type ExtractedSound, type SoundTrack } from '../media.js';
import { Turns } from '../turns.js';
import { decodedAndDescribed, samplesPerSecond, soundTrackTo, type FfmpegInput } from './ffmpeg-arguments.js';
import { runFfmpeg, type FfmpegOutcome, type FfmpegOutputs, type FfmpegProgram } from './run-ffmpeg.js';
import { encodingsFor } from './sound-encodings.js';

export interface FfmpegMediaOptions extends FfmpegProgram {
  /** How many have their turn at a time. */
  readonly atOnce: number;
  /** Whose recording would wait for longer is not let in. */
  readonly longWaitMs: number;
  readonly maxRecordingMs: number;
  /** How long runs may go on when the application stops; then they are ended. */
  readonly drainMs: number;
}

/** How long ffmpeg may take to begin at all. */
const startMs = 30_000;

/** More of the description is not read; a true one has some hundred bytes. */
const mostDescription = 65_536;

export class FfmpegMedia extends Media {
  private readonly turns: Turns;
  private readonly stopping = new AbortController();
  private readonly begun = new Set<Promise<unknown>>();
  private readonly runs = new Set<Promise<unknown>>();

  constructor(
    private readonly options: FfmpegMediaOptions,
    private readonly files: TemporaryFiles,
  ) {
    super();
    this.turns = new Turns(options);
  }

  inTurn<Result>(
    owner: string | undefined,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    return noted(this.begun, this.turns.take(owner, either, work));
  }

  assertShortWait(owner: string): void {
    this.turns.assertShort(owner);
  }

  async inspect(path: string, signal: AbortSignal): Promise<SoundTrack> {
    const input = { path, isMp4: await isMp4(path) };
    const found = await this.decode(input, ['0:a:0', '0:V:0?'], signal);
    if (isRead(found)) return trackOf(found);
    if (found.words.includes('matches no streams')) throw refusal(found);
    // Once more would cost as much once more.
    if (found.tooExpensive) throw tooExpensive();
    // Of some pictures not even the size can be told without looking at them, which we do not.
    const withoutPictures = await this.decode(input, ['0:a:0'], signal);
    if (withoutPictures.tooExpensive) throw tooExpensive();
    if (!isRead(withoutPictures)) throw refusal(withoutPictures);
    return { ...trackOf(withoutPictures), hasVideo: true };
  }

  async withSound<Result>(
    { path, track }: { readonly path: string; readonly track: SoundTrack },
    signal: AbortSignal,
    work: (sound: ExtractedSound) => Promise<Result>,
  ): Promise<Result | undefined> {
    const input = { path, isMp4: await isMp4(path) };
    for (const { args, contentType } of encodingsFor(track)) {
      const result = await this.files.use(async (into) => {
        const { succeeded } = await this.run(soundTrackTo(into, input, args), signal);
        return succeeded ? { of: await work({ path: into, contentType }) } : undefined;
      });
      if (result) return result.of;
    }
    return undefined;
  }

  /**
   * What Nest calls: what a process left that was killed is swept. A machine on which ffmpeg does not run with its limits takes no
   * recordings, and says so now.
   */
  async onModuleInit(): Promise<void> {
    await this.files.open();
    // However busy the machine is while it starts.
    const program = { ...this.options, timeoutMs: Math.max(this.options.timeoutMs, startMs) };
    const { succeeded, words } = await runFfmpeg(program, ['-version'], {}, this.stopping.signal);
    if (!succeeded) throw new Error(`expected ${this.options.ffmpeg} to tell its version: ${words}`);
  }

  /** Before the server waits for the requests that are under way. */
  async onModuleDestroy(): Promise<void> {
    const end = () =>
      this.stopping.abort(new AppError('SERVICE_UNAVAILABLE', 'the gateway is stopping: try again'));
    const timer = setTimeout(end, this.options.drainMs);
    const stopped = once(this.stopping.signal, 'abort');
    while (this.begun.size + this.runs.size > 0 && !this.stopping.signal.aborted)
      await Promise.race([Promise.allSettled([...this.begun, ...this.runs]), stopped]);
    clearTimeout(timer);
    end();
    while (this.runs.size > 0) await Promise.allSettled(this.runs);
  }

  /** @throws AppError RECORDING_TOO_LONG, SERVICE_UNAVAILABLE; or the reason of `signal` */
  private async decode(input: FfmpegInput, tracks: readonly string[], signal: AbortSignal): Promise<Decoded> {
    const { maxRecordingMs } = this.options;
    const mostSamples = (maxRecordingMs / 1_000) * samplesPerSecond;
    let samples = 0;
    let description = '';
    const outcome = await this.run(decodedAndDescribed(input, tracks), signal, {
      allowedMs: () => firstProcessorMs + (samples * 1_000) / samplesPerSecond / slowestDecoding,
      first: (chunk) => (samples += chunk.length) > mostSamples,
      second: (chunk) => {
        if (description.length < mostDescription) description += chunk.toString('latin1');
      },
    });
    if (samples <= mostSamples) return { ...outcome, samples, description };
    throw new AppError(
      'RECORDING_TOO_LONG',
      `expected at most ${maxRecordingMs} ms of sound, and it goes on`,
    );
  }

  private async run(
    args: readonly string[],
    signal: AbortSignal,
    outputs: FfmpegOutputs = {},
  ): Promise<FfmpegOutcome> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    return noted(this.runs, runFfmpeg(this.options, args, outputs, either));
  }
}

/** In the set until it settles. */
async function noted<Result>(set: Set<Promise<unknown>>, work: Promise<Result>): Promise<Result> {
  set.add(work);
  try {
    return await work;
  } finally {
    set.delete(work);
  }
}

interface Decoded extends FfmpegOutcome {
  readonly samples: number;
  readonly description: string;
}

/** What nobody records is sound that takes a processor half as long as it lasts. Honest recordings are a hundred times faster. */
const slowestDecoding = 2;
const firstProcessorMs = 30_000;

function tooExpensive(): AppError {
  return new AppError('RECORDING_UNREADABLE', 'the recording takes too long to decode');
}

function isRead({ succeeded, samples }: Decoded): boolean {
  return succeeded && samples > 0;
}

/** What its words mean; they themselves name paths of ours. */
const meanings: readonly (readonly [words: RegExp, code: Code, meaning: string])[] = [
  [/matches no streams/, 'RECORDING_WITHOUT_SOUND', 'expected a recording with a sound track, found none'],
  [
    /Format not on whitelist/,
    'RECORDING_UNREADABLE',
    'the format of the recording is not one that is read here',
  ],
  [
    /moov atom not found/,
    'RECORDING_UNREADABLE',
    'the recording is incomplete: its index is missing, as in a file that was cut off',
  ],
  [/(?:)/, 'RECORDING_UNREADABLE', 'no sound could be decoded: the recording is damaged or incomplete'],
];

function refusal({ words }: FfmpegOutcome): AppError {
  const [, code, meaning] = meanings.find(([pattern]) => pattern.test(words))!;
  return new AppError(code, meaning, { cause: new Error(words) });
}

/** MP4, M4A, QuickTime: files of boxes, of which the first has one of these names. */
async function isMp4(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(buffer.toString('latin1', 4));
  } finally {
    await file.close();
  }
}

function trackOf({ samples, description }: Decoded): SoundTrack {
  const said = (what: string) => new RegExp(`^#${what}: (.*)$`, 'm').exec(description)?.[1];
  const layout = said('channel_layout_name 0');
  return {
    durationMs: Math.max(1, Math.round((samples * 1_000) / samplesPerSecond)),
    codec: said('codec_id 0') ?? 'unknown',
    channels: layout === 'mono' ? 1 : layout === 'stereo' ? 2 : undefined,
    hasVideo: said('media_type 1') === 'video',
  };
}
