import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { inSpan, recordCall } from '@meeting-intelligence/telemetry';
import { z } from 'zod';
import {
  AnswerLost,
  SpeechToText,
  type Transcription,
  type TranscriptionRequest,
} from '../speech-to-text.js';
import { readTranscription } from './assemblyai-answer.js';
import { BoundedFiles, BoundedTranscripts, TranscriptUnknown } from './assemblyai-http.js';
import { assemblyAiOptions } from './assemblyai-options.js';

export interface AssemblyAiSettings {
  readonly apiKey: string;
  /** Without `/v2`. */
  readonly baseUrl: string;
  readonly speechModels: readonly string[];
  readonly timeoutMs: number;
  readonly uploadTimeoutMs: number;
}

/** The provider's largest page. */
const pageSize = 200;
/** Times in the list have no zone, and clocks differ. */
const clockMarginMs = 24 * 3_600_000;

/** What we call it in a trace; an operation is named as the provider's SDK names it. */
const spanNames = {
  upload: 'upload',
  submit: 'submit',
  look: 'check',
  list: 'find',
  forget: 'forget',
} as const;

/** There was no connection, so there was no request. */
const nothingSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

const httpUrl = z.url({ protocol: /^https?$/ });
const submitted = z.object({ id: z.string().min(1) });
const looked = z.object({ status: z.string() });
const listed = z.object({ id: z.string(), audio_url: z.string(), status: z.string(), created: z.date() });

/** Every call has a time limit and ends with `signal`; failures are told apart as docs/errors.md says. */
export class AssemblyAiSpeechToText extends SpeechToText {
  private readonly params: { readonly apiKey: string; readonly baseUrl: string };

  constructor(private readonly settings: AssemblyAiSettings) {
    super();
    this.params = { apiKey: settings.apiKey, baseUrl: settings.baseUrl.replace(/\/+$/, '') };
  }

  async upload(recording: Readable, signal: AbortSignal): Promise<string> {
    let failure: Error | undefined;
    recording.once('error', (error) => (failure = error));
    try {
      return await this.call('upload', this.settings.uploadTimeoutMs, signal, async (bounded) =>
        // A stream, never a string: the SDK takes a string for the name of a local file.
        httpUrl.parse(await new BoundedFiles(this.params, bounded).upload(recording)),
      );
    } catch (error) {
      throw failure ?? error;
    } finally {
      recording.destroy();
    }
  }

  async findSubmitted(uploadUrl: string, since: Date, signal: AbortSignal): Promise<string | undefined> {
    let before: string | undefined;
    for (;;) {
      const page = await this.page(before, signal);
      const found = page.find(({ audio_url, status }) => audio_url === uploadUrl && status !== 'error');
      if (found) return found.id;
      const oldest = page.at(-1);
      if (!oldest || page.length < pageSize || oldest.id === before) return undefined;
      if (oldest.created.getTime() < since.getTime() - clockMarginMs) return undefined;
      before = oldest.id;
    }
  }

  async submit(request: TranscriptionRequest, signal: AbortSignal): Promise<string> {
    const options = assemblyAiOptions(request, this.settings.speechModels);
    const { id } = await this.call('submit', this.settings.timeoutMs, signal, async (bounded) =>
      submitted.parse(await new BoundedTranscripts(this.params, bounded).submit(options)),
    );
    return id;
  }

  async look(providerJobId: string, signal: AbortSignal): Promise<Transcription> {
    return this.call('look', this.settings.timeoutMs, signal, async (bounded) =>
      readTranscription(
        await new BoundedTranscripts(this.params, bounded).get(encodeURIComponent(providerJobId)),
      ),
    );
  }

  /** Not while it is at work: what a deletion does then is not described. What was uploaded for it goes with it. */
  async forget(providerJobId: string, signal: AbortSignal): Promise<boolean> {
    const id = encodeURIComponent(providerJobId);
    return this.call('forget', this.settings.timeoutMs, signal, async (bounded) => {
      const transcripts = new BoundedTranscripts(this.params, bounded);
      try {
        const { status } = looked.parse(await transcripts.get(id));
        if (status === 'queued' || status === 'processing') return false;
        await transcripts.delete(id);
      } catch (error) {
        if (!(error instanceof TranscriptUnknown)) throw error;
      }
      return true;
    });
  }

  /** Newest first; the pages are walked by id, as a URL in an answer could point anywhere and would get our key. */
  private page(before: string | undefined, signal: AbortSignal) {
    return this.call('list', this.settings.timeoutMs, signal, async (bounded) => {
      const options = { limit: pageSize, ...(before !== undefined && { before_id: before }) };
      const { transcripts } = await new BoundedTranscripts(this.params, bounded).list(options);
      return z.array(listed).parse(transcripts);
    });
  }

  private call<Result>(
    name: keyof typeof spanNames,
    timeoutMs: number,
    signal: AbortSignal,
    work: (bounded: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const made = { provider: 'assemblyai', operation: name, isPaid: name === 'submit' };
    return inSpan(`transcription.${spanNames[name]}`, { kind: 'CLIENT' }, () =>
      recordCall(made, async () => {
        try {
          return await work(AbortSignal.any([timeout, signal]));
        } catch (error) {
          if (signal.aborted || error instanceof AppError) throw error;
          if (!timeout.aborted) throw unavailable(error);
          throw new AnswerLost(`the speech provider did not answer within ${timeoutMs} ms`);
        }
      }),
    );
  }
}

/** What is left after the status was read: the network, or an answer that is not what it should be. */
function unavailable(thrown: unknown): AppError {
  if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) {
    // Without its cause: a parser quotes what it cannot read, and that may be the meeting's words.
    return new AnswerLost('the speech provider answered something unexpected');
  }
  const { cause } = thrown as { cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' ? cause.code : undefined;
  const message = `the speech provider ${code === undefined ? 'failed to answer' : `cannot be reached (${code})`}`;
  if (code === undefined || !nothingSent.includes(code)) return new AnswerLost(message, { cause: thrown });
  return new AppError('SPEECH_PROVIDER_UNAVAILABLE', message, { cause: thrown });
}
