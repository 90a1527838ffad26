import { AppError } from '@meeting-intelligence/errors';
import { outsideOfSpan } from '@meeting-intelligence/http';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStream } from './event-stream.js';
import type { OpenAnswers } from './open-answers.js';

export interface EventStreamWork {
  send(stream: EventStream): Promise<void>;
  /** Asked now and then: it rejects when the reader's key is no good any more, and the stream ends. */
  readonly checkReader?: () => Promise<unknown>;
}

/** How long a stream may outlive its key. */
const checkEveryMs = 60_000;

export class EventStreams {
  constructor(
    private readonly answers: Pick<OpenAnswers, 'add'>,
    private readonly logger: Logger,
    private readonly checkMs = checkEveryMs,
  ) {}

  /**
   * Answers with a stream, on the raw response. When the service stops it ends, in place of being refused: a browser comes
   * back by itself after an end, and never after an error status. It ends as well when the work fails: there is no filter for
   * what happens after the head was sent.
   */
  async open(
    request: Pick<FastifyRequest, 'method'>,
    reply: Pick<FastifyReply, 'getHeaders' | 'hijack' | 'raw'>,
    work: EventStreamWork,
  ): Promise<void> {
    const headers = { ...reply.getHeaders() } as Record<string, string>;
    reply.hijack();
    const stream = new EventStream(reply.raw, headers);
    // Fastify answers HEAD by the handler of GET.
    if (request.method === 'HEAD') stream.end();
    else await outsideOfSpan(reply, () => this.follow(stream, work));
  }

  private async follow(stream: EventStream, work: EventStreamWork): Promise<void> {
    const forget = this.answers.add(() => stream.end());
    const checks = setInterval(() => {
      work.checkReader?.().catch((error: unknown) => isRefusal(error) && stream.end());
    }, this.checkMs);
    try {
      await work.send(stream);
    } catch (err) {
      this.logger.warn({ err }, 'a stream of events broke off');
    } finally {
      clearInterval(checks);
      stream.end();
      forget();
    }
  }
}

/** In contrast to a database that is away for the moment. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'UNAUTHORIZED' || error.code === 'INSUFFICIENT_SCOPE');
}
