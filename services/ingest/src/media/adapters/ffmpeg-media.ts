import { open } from 'node:fs/promises';
import { AppError, type Code } from '@meeting-intelligence/errors';
import type { TemporaryFiles } from '@meeting-intelligence/storage';
import { Media, type ExtractedSound, type SoundTrack } from '../media.js';
import { Turns } from '../turns.js';
import { decodedAndDescribed, samplesPerSecond, soundTrackTo } from './ffmpeg-arguments.js';
import { runFfmpeg, type FfmpegOutcome, type FfmpegOutputs, type FfmpegProgram } from './run-ffmpeg.js';
import { encodingsFor } from './sound-encodings.js';

export interface FfmpegMediaOptions extends FfmpegProgram {
  /** How many run at a time. */
  readonly atOnce: number;
  readonly maxRecordingMs: number;
  /** How long runs may go on when the application stops; then they are ended. */
  readonly drainMs: number;
}

/** More of the description is not read; a true one has some hundred bytes. */
const mostDescription = 65_536;

export class FfmpegMedia extends Media {
  private readonly turns: Turns;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly options: FfmpegMediaOptions,
    private readonly files: TemporaryFiles,
  ) {
    super();
    this.turns = new Turns(options.atOnce);
  }

  async inspect(path: string, signal: AbortSignal): Promise<SoundTrack> {
    const input = { path, isMp4: await isMp4(path) };
    const found = await this.decode(input, ['0:a:0', '0:V:0?'], signal);
    if (isRead(found)) return trackOf(found);
    if (found.words.includes('matches no streams')) throw refusal(found);
    // Of some pictures not even the size can be told without looking at them, which we do not.
    const withoutPictures = await this.decode(input, ['0:a:0'], signal);
    if (!isRead(withoutPictures)) throw refusal(withoutPictures);
    return { ...trackOf(withoutPictures), hasVideo: true };
  }

  async withSound<Result>(
    { path, track }: { readonly path: string; readonly track: SoundTrack },
    signal: AbortSignal,
    work: (sound: ExtractedSound) => Promise<Result>,
  ): Promise<Result | undefined> {
    for (const { args, contentType } of encodingsFor(track)) {
      const result = await this.files.use(async (into) => {
        const { succeeded } = await this.run(soundTrackTo(into, path, args), signal);
        return succeeded ? { of: await work({ path: into, contentType }) } : undefined;
      });
      if (result) return result.of;
    }
    return undefined;
  }

  // What Nest calls: what a process left that was killed is swept.
  async onModuleInit(): Promise<void> {
    await this.files.open();
  }

  /** Before the server waits for the requests that are under way. */
  async onModuleDestroy(): Promise<void> {
    const end = () =>
      this.stopping.abort(new AppError('SERVICE_UNAVAILABLE', 'the gateway is stopping: try again'));
    const timer = setTimeout(end, this.options.drainMs);
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    clearTimeout(timer);
    end();
  }

  /** @throws AppError RECORDING_TOO_LONG, SERVICE_UNAVAILABLE; or the reason of `signal` */
  private async decode(
    { path, isMp4 }: { readonly path: string; readonly isMp4: boolean },
    tracks: readonly string[],
    signal: AbortSignal,
  ): Promise<Decoded> {
    const { maxRecordingMs } = this.options;
    const mostSamples = (maxRecordingMs / 1_000) * samplesPerSecond;
    let samples = 0;
    let description = '';
    const outcome = await this.run(decodedAndDescribed(path, isMp4, tracks), signal, {
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
    const running = this.turns.take(either, () => runFfmpeg(this.options, args, outputs, either));
    this.underWay.add(running);
    try {
      return await running;
    } finally {
      this.underWay.delete(running);
    }
  }
}

interface Decoded extends FfmpegOutcome {
  readonly samples: number;
  readonly description: string;
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
