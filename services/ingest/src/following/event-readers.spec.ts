import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import type { Authenticator } from '../access/authenticator.js';
import { Guesses } from '../access/guesses.js';
import type { RequestLimits } from '../limits/request-limits.js';
import { EventReaders } from './event-readers.js';
import type { EventTokens } from './event-tokens.js';

const hangs = () => new Promise<never>(() => {});
const request = { raw: { headersDistinct: {} } } as FastifyRequest;
const reply = {} as FastifyReply;

afterEach(() => vi.useRealTimers());

test.each([
  ['an event token', 'et_any'],
  ['a key', undefined],
])('nobody waits long for %s that cannot be looked up', async (_name, token) => {
  vi.useFakeTimers();
  const readers = new EventReaders(
    { ownerOf: hangs } as unknown as EventTokens,
    { authenticate: hangs } as unknown as Authenticator,
    new Guesses(),
    {} as RequestLimits,
  );

  const looking = expect(readers.ownerOf(request, reply, { jobId: randomUUID(), token })).rejects;
  const refused = looking.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await vi.advanceTimersByTimeAsync(5_000);

  await refused;
});
