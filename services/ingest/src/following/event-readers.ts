import { AppError } from '@meeting-intelligence/errors';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Authenticator } from '../access/authenticator.js';
import { EventTokens } from './event-tokens.js';

/** Who may follow a job: whoever has a key that reads jobs, or an event token for it. */
@Injectable()
export class EventReaders {
  constructor(
    private readonly tokens: EventTokens,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Whose jobs the reader may see. Where there is a token a key does not count.
   *
   * @throws AppError UNAUTHORIZED, INSUFFICIENT_SCOPE, DATABASE_UNAVAILABLE
   */
  async ownerOf(request: FastifyRequest, jobId: string, token: string | undefined): Promise<string> {
    if (token === undefined) return this.ownerOfKey(request);
    const owner = await this.tokens.ownerOf(token, jobId);
    if (owner === undefined)
      throw new AppError('UNAUTHORIZED', 'expected an event token of this job that has not expired');
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
}
