import { forJob } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUuid } from './is-uuid.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The job that it turned out to be about. */
    jobId?: string;
  }
}

/**
 * All that is done and logged for a request about one job has its id, from the question who asks on. Register it behind
 * `traceRequests`. `routes` are those whose parameter `id` is the id of a job.
 */
export function followJobs(fastify: FastifyInstance, routes: RegExp): void {
  fastify.addHook('onRequest', (request, _reply, next) => {
    const { id } = request.params as { readonly id?: string };
    // What is no id does not get into a trace: anybody can write it.
    const isOfJob = id !== undefined && routes.test(request.routeOptions.url ?? '') && isUuid(id);
    aboutJob(request, isOfJob ? id.toLowerCase() : undefined, next);
  });
}

/** For a request of which it is found out on the way; undefined where it is of none. */
export function aboutJob<Result>(
  request: FastifyRequest,
  jobId: string | undefined,
  work: () => Result,
): Result {
  if (jobId === undefined) return work();
  request.jobId = jobId;
  return forJob(jobId, work);
}
