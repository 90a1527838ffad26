import { AppError } from '@meeting-intelligence/errors';
import { isUuid } from '@meeting-intelligence/http';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator } from '../access/authenticator.js';
import { Guesses } from '../access/guesses.js';
import { principalOf } from '../access/principal.js';
import { hookDeadlineMs, inTime } from '../http/in-time.js';
import { RequestLimits, subjectOf } from '../limits/request-limits.js';
import { EventTokens } from './event-tokens.js';

interface Shown {
  readonly jobId: string;
  readonly token: string | undefined;
}

/** Who may follow a job: whoever has a key that reads jobs, or an event token for it. */
@Injectable()
export class EventReaders {
  constructor(
    private readonly tokens: EventTokens,
    private readonly authenticator: Authenticator,
    private readonly guesses: Guesses,
    private readonly limits: RequestLimits,
  ) {}

  /**
   * Whose jobs the reader may see. Where there is a token a key does not count. The guard of the API keys leaves this route to
   * us, and its limits with it; nobody waits longer for them than there.
   *
   * @throws AppError UNAUTHORIZED, INSUFFICIENT_SCOPE, RATE_LIMITED, TOO_MANY_STREAMS, DATABASE_UNAVAILABLE, SERVICE_UNAVAILABLE
   */
  ownerOf(request: FastifyRequest, reply: FastifyReply, shown: Shown): Promise<string> {
    return inTime(this.admit(request, reply, shown), hookDeadlineMs);
  }

  private async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    { jobId, token }: Shown,
  ): Promise<string> {
    if (token !== undefined) {
      const owner = await this.guesses.check(token, () => this.ownerOfToken(token, jobId));
      await this.limits.admitReader(request, reply, owner);
      return owner;
    }
    const owner = await this.ownerOfKey(request);
    const principal = principalOf(request);
    await this.limits.count(request, reply, subjectOf.key(principal.keyId));
    await this.limits.admit(request, reply, principal);
    return owner;
  }

  /** Of the key that it shows. @throws AppError UNAUTHORIZED, INSUFFICIENT_SCOPE, DATABASE_UNAVAILABLE */
  async ownerOfKey(request: FastifyRequest): Promise<string> {
    const { authorization = [] } = request.raw.headersDistinct;
    request.principal = await this.authenticator.authenticate(authorization);
    const { owner, scopes } = request.principal;
    if (scopes.includes('jobs:read')) return owner;
    throw new AppError('INSUFFICIENT_SCOPE', 'expected an API key with the scope jobs:read');
  }

  private async ownerOfToken(token: string, jobId: string): Promise<string> {
    const owner = isUuid(jobId) ? await this.tokens.ownerOf(token, jobId) : undefined;
    if (owner !== undefined) return owner;
    throw new AppError('UNAUTHORIZED', 'expected an event token of this job that has not expired');
  }
}
