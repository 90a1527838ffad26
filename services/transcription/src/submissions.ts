import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RecordingPrepared } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SPEECH_TIMEOUT_MS } from './config.js';
import { AnswerLost, SpeechToText } from './speech-to-text.js';

/** Between taking a turn and sending the request: within it, the request has all its time and ends by its own limit. */
const slackMs = 1_000;
/** Clocks of two machines differ, and what was sent last needs a moment to arrive and to be listed. */
const marginMs = 4_000;

/** What is stored of a turn: whose it is and until when (Unix time in ms), then what came of it. */
const storedTurn = z.object({ providerJobId: z.string().optional(), until: z.number().default(0) });

/** A turn as it was stored: what the provider called the submission, or until when one may be under way. */
export function readTurn(stored: string): z.output<typeof storedTurn> {
  return storedTurn.parse(JSON.parse(stored));
}

interface Turn extends z.output<typeof storedTurn> {
  readonly key: string;
  readonly isMine: boolean;
}

/**
 * Sees to it that a recording is paid for once, however often and wherever its event is handled. Who submits takes a
 * turn in the object store first and writes down what came of it; a turn ends in time, so a killed process blocks
 * nobody. The provider's own list tells what was submitted by a process that did not live to write it down.
 *
 * A turn begins when the list has been read, and cannot be shorter than a request may take: of one that was under way when
 * its process was killed, nobody knows whether the provider has it, until it would be listed. Whoever comes next reads
 * the end of a turn on a clock of their own; `marginMs` is what clocks may differ by.
 *
 * Turns are `submissions/<job id>/<generation>/1`, 2 …: a replay has turns of its own, as the submission of the
 * generation before may be what failed.
 */
@Injectable()
export class Submissions {
  constructor(
    private readonly store: ObjectStore,
    private readonly speechToText: SpeechToText,
    @Inject(SPEECH_TIMEOUT_MS) private readonly requestMs: number,
  ) {}

  /**
   * The id of the provider's job, submitted or adopted; undefined while it is the turn of another.
   *
   * @throws what SpeechToText and ObjectStore throw
   */
  async submit(event: RecordingPrepared, signal: AbortSignal): Promise<string | undefined> {
    const turn = await this.nextTurn(event, signal);
    if (turn.providerJobId !== undefined) return turn.providerJobId;
    if (!turn.isMine) return this.listed(event, signal);
    const providerJobId = await this.submitIn(turn, event, signal);
    await this.write(turn.key, { providerJobId });
    return providerJobId;
  }

  /** The first turn that is not over; mine, if there was none. */
  private async nextTurn(event: RecordingPrepared, signal: AbortSignal): Promise<Turn> {
    for (let number = 1; ; number += 1) {
      const key = `submissions/${event.subject}/${event.generation}/${number}`;
      let mine: string | undefined;
      const kept = await this.store.keepFirst(key, async () => (mine = await this.newTurn(event, signal)));
      const turn = readTurn(kept);
      const isMine = kept === mine;
      const isOver = turn.providerJobId === undefined && turn.until < Date.now();
      if (isMine || !isOver) return { key, isMine, ...turn };
    }
  }

  /** Every turn before it is over: what was submitted in one of them is listed by now, and is adopted. */
  private async newTurn(event: RecordingPrepared, signal: AbortSignal): Promise<string> {
    const providerJobId = await this.listed(event, signal);
    if (providerJobId !== undefined) return JSON.stringify({ providerJobId });
    return JSON.stringify({ by: randomUUID(), until: Date.now() + this.requestMs + slackMs + marginMs });
  }

  private async submitIn(
    { key, until }: Turn,
    event: RecordingPrepared,
    signal: AbortSignal,
  ): Promise<string> {
    const { uploadUrl, meeting } = event.data;
    const { language, speakersExpected, vocabulary, speakerNames } = meeting;
    const end = AbortSignal.timeout(Math.max(0, until - marginMs - Date.now()));
    try {
      const terms = [...vocabulary, ...speakerNames];
      const request = { uploadUrl, language, speakersExpected, terms };
      return await this.speechToText.submit(request, AbortSignal.any([signal, end]));
    } catch (error) {
      // What the provider may have is about to be listed: the turn goes on to its end, as if the process had been killed.
      const mayBeListed = signal.aborted || end.aborted || isAnswerLost(error);
      // Where this fails too, the turn ends by itself.
      if (!mayBeListed) await this.write(key, { until: 0 }).catch(() => undefined);
      if (signal.aborted || !end.aborted) throw error;
      throw new AppError(
        'SPEECH_PROVIDER_UNAVAILABLE',
        `the speech provider did not take the recording within ${this.requestMs} ms`,
        { cause: error },
      );
    }
  }

  private listed({ data, time }: RecordingPrepared, signal: AbortSignal): Promise<string | undefined> {
    return this.speechToText.findSubmitted(data.uploadUrl, new Date(time), signal);
  }

  private async write(key: string, turn: z.input<typeof storedTurn>): Promise<void> {
    await this.store.put(key, Readable.from([JSON.stringify(turn)]));
  }
}

/** Also behind the breaker that this failure opened. */
function isAnswerLost(error: unknown): boolean {
  return error instanceof AnswerLost || (error instanceof AppError && error.cause instanceof AnswerLost);
}
