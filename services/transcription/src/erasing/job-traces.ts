import { text } from 'node:stream/consumers';
import type { Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { defer, ErasedJobs, type HandlerResult } from '@meeting-intelligence/messaging';
import { LOGGER } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { TRANSCRIPTION_TIMEOUT_MS } from '../config.js';
import { SpeechToText } from '../speech-to-text.js';
import { readTurn } from '../submissions.js';

const lookAgainMs = 10_000;

type JobEvent = Pick<Envelope, 'subject' | 'time'>;

/**
 * What this service has of a job that was erased: notes in the object store, and what the speech provider keeps. Deleted when
 * it is told so, and again whenever another event of the job arrives: a step that was under way leaves one behind it.
 */
@Injectable()
export class JobTraces {
  private readonly erased: ErasedJobs;

  constructor(
    private readonly store: ObjectStore,
    private readonly speechToText: SpeechToText,
    @Inject(TRANSCRIPTION_TIMEOUT_MS) private readonly timeoutMs: number,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'info'>,
  ) {
    this.erased = new ErasedJobs(store);
  }

  /** What to answer to an event of an erased job; the log says what is left out. Undefined for every other job. */
  async leaveAside(
    event: JobEvent,
    leftOut: string,
    signal: AbortSignal,
    providerJobId?: string,
  ): Promise<HandlerResult | undefined> {
    if (!(await this.erased.has(event.subject))) return undefined;
    this.logger.info(`job was erased: ${leftOut}`);
    return this.erase(event, signal, providerJobId);
  }

  /**
   * Nothing may be forgotten here before the provider has deleted it. While the provider is at work on it, or is being given
   * it, comes back later.
   *
   * @throws what ObjectStore and SpeechToText throw; AppError TRANSCRIPTION_TIMEOUT where the provider never gets done
   */
  async erase(
    { subject, time }: JobEvent,
    signal: AbortSignal,
    providerJobId?: string,
  ): Promise<HandlerResult> {
    await this.erased.add(subject);
    const submitted = await this.submittedOf(subject, signal);
    const ids = new Set([...(submitted ?? []), ...(providerJobId === undefined ? [] : [providerJobId])]);
    let isAllForgotten = submitted !== undefined;
    for (const id of ids) isAllForgotten = (await this.speechToText.forget(id, signal)) && isAllForgotten;
    if (!isAllForgotten) return this.later(time);
    for (const root of ['submissions', 'uploads', 'cancelled/transcription'])
      await this.store.deleteAll(`${root}/${subject}/`);
    return [];
  }

  /** The provider's jobs for this one; undefined while another may come into being. */
  private async submittedOf(jobId: string, signal: AbortSignal): Promise<string[] | undefined> {
    const ids: string[] = [];
    let isUnsettled = false;
    for await (const { key } of this.store.list(`submissions/${jobId}/`)) {
      const stored = await this.read(key);
      const turn = stored === undefined ? undefined : readTurn(stored);
      if (turn?.providerJobId !== undefined) ids.push(turn.providerJobId);
      else if (turn && turn.until >= Date.now()) return undefined;
      else isUnsettled = true;
    }
    // A process may have died between submitting and writing it down: the provider's own list tells.
    if (isUnsettled) ids.push(...(await this.listedOf(jobId, signal)));
    return ids;
  }

  private async listedOf(jobId: string, signal: AbortSignal): Promise<string[]> {
    const ids: string[] = [];
    for await (const { key, modifiedAt } of this.store.list(`uploads/${jobId}/`)) {
      const uploadUrl = await this.read(key);
      const id = uploadUrl && (await this.speechToText.findSubmitted(uploadUrl, modifiedAt, signal));
      if (id) ids.push(id);
    }
    return ids;
  }

  /** Undefined for what another process has just deleted. */
  private async read(key: string): Promise<string | undefined> {
    try {
      return await text(await this.store.get(key));
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
      throw error;
    }
  }

  private later(time: string): HandlerResult {
    const elapsedMs = Date.now() - Date.parse(time);
    if (elapsedMs <= this.timeoutMs) return defer(lookAgainMs, null);
    throw new AppError(
      'TRANSCRIPTION_TIMEOUT',
      `expected the speech provider to get done with what is to be deleted within ${this.timeoutMs} ms`,
    );
  }
}
