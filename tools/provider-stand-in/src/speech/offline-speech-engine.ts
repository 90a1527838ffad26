import { join } from 'node:path';
import { chooseDownmix, findSpeakerChannels, withoutCrosstalk } from '../audio/channel-separation.js';
import { decodeAudio } from '../audio/decode-audio.js';
import { measureLoudness, type Loudness } from '../audio/loudness.js';
import { probeSoundTrack } from '../audio/media-probe.js';
import { PcmFile, type Interval } from '../audio/pcm-file.js';
import { medianPitch } from '../audio/pitch.js';
import { writeSingleTrack } from '../audio/single-track.js';
import { findSpeech } from '../audio/speech-activity.js';
import { diarize, type SpeakerTurn, type SpeechSegment } from '../recognition/diarization.js';
import { alignPhrase } from '../recognition/phrase-alignment.js';
import { findPocketsphinx, requireFfmpeg, type RecogniseSpeech } from '../recognition/pocketsphinx.js';
import { layOut, writePieces } from '../recognition/time-line.js';
import { toUtterances, type SpokenWord } from '../recognition/utterances.js';
import { inWrittenForm } from '../recognition/written-form.js';
import type { Slots } from './slots.js';
import {
  OFFLINE_ENGINE,
  type EngineTranscript,
  type SpeechEngine,
  type TranscribeOptions,
} from './speech-engine.js';

interface Track {
  readonly path: string;
  readonly turns: readonly SpeakerTurn[];
}

/**
 * Recording → PCM → who speaks when (a channel each, else by pitch) → PocketSphinx on each speaker's own stretches →
 * words on the recording's time line → utterances. Everything between the steps is on disk, so length costs no memory.
 */
export class OfflineSpeechEngine implements SpeechEngine {
  readonly name = OFFLINE_ENGINE;

  private constructor(
    private readonly recogniseSpeech: RecogniseSpeech,
    private readonly recognisers: Slots,
  ) {}

  static async create(recognisers: Slots, searchPath: string): Promise<OfflineSpeechEngine> {
    await requireFfmpeg(searchPath);
    return new OfflineSpeechEngine(await findPocketsphinx(searchPath), recognisers);
  }

  async transcribe(
    recordingPath: string,
    workFolder: string,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    const sound = await probeSoundTrack(recordingPath, signal);
    const pcmPath = join(workFolder, 'recording.pcm');
    const { durationMs } = await decodeAudio(recordingPath, sound, pcmPath, signal);
    const loudness = await measureLoudness(pcmPath, sound.channels);
    const everyChannel = loudness.channels.map((_, channel) => channel);
    const ownChannels = options.multichannel ? everyChannel : findSpeakerChannels(loudness);

    const tracks =
      ownChannels.length > 0
        ? await this.trackPerChannel(pcmPath, loudness, ownChannels, options, workFolder, signal)
        : [await this.trackByPitch(pcmPath, loudness, options, workFolder, signal)];
    const words = await Promise.all(
      tracks.map((track) => this.recognise(track, durationMs, workFolder, signal)),
    );
    const utterances = inWrittenForm(toUtterances(words.flat()));
    return { durationMs, channels: sound.channels, utterances };
  }

  private async trackPerChannel(
    pcmPath: string,
    loudness: Loudness,
    channels: readonly number[],
    options: TranscribeOptions,
    workFolder: string,
    signal: AbortSignal,
  ): Promise<Track[]> {
    const heard = channels.map((channel) => ({
      channel,
      speech: findSpeech(
        options.multichannel ? loudness.channels[channel]! : withoutCrosstalk(loudness, channel),
      ),
    }));
    const inOrder = options.multichannel
      ? heard
      : heard.toSorted((a, b) => firstStart(a.speech) - firstStart(b.speech));
    const tracks: Track[] = [];
    for (const [speaker, { channel, speech }] of inOrder.entries()) {
      const path = join(workFolder, `channel-${channel}.pcm`);
      await writeSingleTrack(pcmPath, loudness.channels.length, channel, path, signal);
      tracks.push({ path, turns: speech.map((interval) => ({ ...interval, speaker })) });
    }
    return tracks;
  }

  private async trackByPitch(
    pcmPath: string,
    loudness: Loudness,
    options: TranscribeOptions,
    workFolder: string,
    signal: AbortSignal,
  ): Promise<Track> {
    const channels = loudness.channels.length;
    const pick = channels === 1 ? 'mix' : chooseDownmix(loudness);
    const path = channels === 1 ? pcmPath : join(workFolder, 'single.pcm');
    if (channels > 1) await writeSingleTrack(pcmPath, channels, pick, path, signal);
    await using pcm = await PcmFile.open(path);
    const segments: SpeechSegment[] = [];
    for (const interval of findSpeech(pick === 'mix' ? loudness.mix : loudness.channels[pick]!)) {
      signal.throwIfAborted();
      segments.push({ ...interval, pitch: medianPitch(await pcm.read(limited(interval))) });
    }
    return { path, turns: diarize(segments, options.speakersExpected) };
  }

  private async recognise(
    track: Track,
    durationMs: number,
    workFolder: string,
    signal: AbortSignal,
  ): Promise<SpokenWord[]> {
    const speakers = [...new Set(track.turns.map(({ speaker }) => speaker))];
    const words = await Promise.all(
      speakers.map((speaker) =>
        this.recognisers.run(async () => {
          signal.throwIfAborted();
          await using pcm = await PcmFile.open(track.path);
          const own = track.turns.filter((turn) => turn.speaker === speaker);
          const others = track.turns.filter((turn) => turn.speaker !== speaker);
          const ownPath = join(workFolder, `speaker-${speaker}.pcm`);
          const timeLine = await writePieces(pcm, layOut(own, others, durationMs), ownPath);
          const spoken = own.flatMap((turn) => timeLine.toOwn(turn) ?? []);
          const phrases = await this.recogniseSpeech(ownPath, durationMs, signal);
          return phrases
            .flatMap((phrase) => alignPhrase(phrase, spoken))
            .map((word) => ({
              ...word,
              speaker,
              startMs: timeLine.toRecording(word.startMs),
              endMs: timeLine.toRecording(word.endMs),
            }));
        }),
      ),
    );
    return words.flat();
  }
}

const firstStart = (speech: readonly Interval[]): number => speech[0]?.startMs ?? Infinity;

/** Half a minute of an unbroken monologue tells its pitch as well as all of it. */
const limited = ({ startMs, endMs }: Interval): Interval => ({
  startMs,
  endMs: Math.min(endMs, startMs + 30_000),
});
