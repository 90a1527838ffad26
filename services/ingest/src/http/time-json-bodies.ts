import { PassThrough } from 'node:stream';
import { RejectedRequest } from '@meeting-intelligence/http';
import type { FastifyInstance } from 'fastify';
import { mediaTypeOf } from './media-type.js';

/** They are small: 256 KiB at most, but for few routes (size-json-bodies.ts). */
const deadlineMs = 10_000;
const usualBytes = 262_144;
/** Of the large ones: 8 MiB at a bit more than 1 Mbit/s. */
const longestDeadlineMs = 60_000;

/** Fastify reads a JSON body to its end, however slowly it comes, and Node's own limit is off for the sake of uploads. */
export function timeJsonBodies(fastify: FastifyInstance, withinMs = deadlineMs): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    if (mediaTypeOf(request) !== 'application/json') return done(null, payload);
    const { bodyLimit } = request.routeOptions;
    const isLarge = bodyLimit !== undefined && bodyLimit > usualBytes;
    const ownMs = isLarge ? Math.max(withinMs, longestDeadlineMs) : withinMs;
    const timed = new PassThrough();
    // Who reads it listens too. Where nobody does, as after a refusal that came early, it must not end the process.
    timed.on('error', () => undefined);
    const late = () =>
      timed.destroy(
        new RejectedRequest('INVALID_REQUEST', `expected the whole body within ${ownMs / 1_000} s`, {
          status: 408,
        }),
      );
    const timer = setTimeout(late, ownMs);
    for (const over of [timed, reply.raw]) over.once('close', () => clearTimeout(timer));
    // Not as a pipeline, which would destroy the connection before it has the answer.
    payload.once('error', (error) => timed.destroy(error));
    payload.pipe(timed);
    done(null, timed);
  });
}
