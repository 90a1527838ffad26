import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RecordingPrepared } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SPEECH_TIMEOUT_MS } from './config.js';
import { SpeechToText } from './speech-to-text.js';

/** Clocks of two machines differ, and an aborted request needs a moment to end. */
const marginMs = 5_000;

/** What is stored of a turn: whose it is and until when (Unix time in ms), then what came of it. */
const storedTurn = z.object({ providerJobId: z.string().optional(), until: z.number().default(0) });

interface Turn {
  readonly key: string;
  readonly isMine: boolean;
  readonly until: number;
  readonly providerJobId?: string;
}

/**
 * Sees to it that a recording is paid for once, however often and wherever its event is handled. Who submits takes a
 * turn in the object store first and writes down what came of it; a turn ends in time, so a killed process blocks
 * nobody. The provider's own list tells what was submitted by a process that did not live to write it down.
 *
 * Turns are `submissions/<event id>/<generation>/1`, 2 …: a replay has turns of its own, as the submission of the
 * generation before may be what failed.
 */
@Injectable()
export class Submissions {
  constructor(
    private readonly store: ObjectStore,
    private readonly speechToText: SpeechToText,
    @Inject(SPEECH_TIMEOUT_MS) private readonly turnMs: number,
  ) {}

  /**
   * The id of the provider's job, submitted or adopted; undefined while it is the turn of another.
   *
   * @throws what SpeechToText and ObjectStore throw
   */
  async submit(event: RecordingPrepared, signal: AbortSignal): Promise<string | undefined> {
    const turn = await this.nextTurn(`submissions/${event.id}/${event.generation}`);
    if (turn.providerJobId !== undefined) return turn.providerJobId;
    if (!turn.isMine) return this.listed(event, signal);
    const timeout = AbortSignal.timeout(Math.max(0, turn.until - marginMs - Date.now()));
    try {
      const providerJobId = await this.adoptOrSubmit(event, AbortSignal.any([signal, timeout]));
      await this.write(turn.key, { providerJobId });
      return providerJobId;
    } catch (error) {
      // Where this fails too, the turn ends by itself.
      await this.write(turn.key, { until: 0 }).catch(() => undefined);
      if (signal.aborted || !timeout.aborted) throw error;
      throw new AppError(
        'SPEECH_PROVIDER_UNAVAILABLE',
        `the speech provider did not take the recording within ${this.turnMs} ms`,
        { cause: error },
      );
    }
  }

  private async nextTurn(folder: string): Promise<Turn> {
    for (let number = 1; ; number += 1) {
      const key = `${folder}/${number}`;
      const until = Date.now() + this.turnMs + marginMs;
      const mine = JSON.stringify({ by: randomUUID(), until });
      const kept = await this.store.keepFirst(key, () => Promise.resolve(mine));
      if (kept === mine) return { key, isMine: true, until };
      const theirs = storedTurn.parse(JSON.parse(kept));
      const isOver = theirs.providerJobId === undefined && theirs.until < Date.now();
      if (!isOver) return { key, isMine: false, ...theirs };
    }
  }

  private async adoptOrSubmit(event: RecordingPrepared, signal: AbortSignal): Promise<string> {
    const { uploadUrl, meeting } = event.data;
    const { language, speakersExpected } = meeting;
    return (
      (await this.listed(event, signal)) ??
      (await this.speechToText.submit({ uploadUrl, language, speakersExpected }, signal))
    );
  }

  private listed({ data, time }: RecordingPrepared, signal: AbortSignal): Promise<string | undefined> {
    return this.speechToText.findSubmitted(data.uploadUrl, new Date(time), signal);
  }

  private async write(key: string, turn: z.input<typeof storedTurn>): Promise<void> {
    await this.store.put(key, Readable.from([JSON.stringify(turn)]));
  }
}
