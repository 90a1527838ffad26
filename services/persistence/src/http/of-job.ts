import { forJob } from '@meeting-intelligence/telemetry';
import type { FastifyReply } from 'fastify';

/** A meeting has an id of its own: which job it came of is known when it was read. The gateway is told, for its own lines and spans. */
export function ofJob<Result>(jobId: string, reply: FastifyReply, work: () => Result): Result {
  void reply.header('x-job-id', jobId);
  return forJob(jobId, work);
}
