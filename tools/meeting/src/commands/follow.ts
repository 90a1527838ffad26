import type { Job } from '@meeting-intelligence/client';
import { describeJob, stateOf } from '../describe-job.js';
import { exitCodeOfJob, exitCodes } from '../exit-codes.js';
import { startProgress } from '../progress.js';
import type { Session } from '../session.js';

/** Shows a job until it has ended. Undefined when Ctrl-C was faster: the job goes on, and what was said says how to come back. */
export async function follow({ client, output, interrupted }: Session, id: string): Promise<Job | undefined> {
  const progress = startProgress(output);
  try {
    return await client.waitFor(id, {
      onLook: (found) => {
        if (found instanceof Error) return progress.show(`waiting for the service: ${found.message}`);
        progress.show(whatOf(found), found.progress);
        if (output.json) output.result('', found);
      },
    });
  } catch (error) {
    if (!interrupted.aborted) throw error;
    output.say(`The job goes on. To watch it again: npm run meeting -- watch ${id}`);
    return undefined;
  } finally {
    progress.stop();
  }
}

export async function watch(session: Session, id: string): Promise<number> {
  const job = await follow(session, id);
  if (!job) return exitCodes.interrupted;
  if (!session.output.json) session.output.result(describeJob(job, session.output), job);
  return exitCodeOfJob(job);
}

function whatOf(job: Job): string {
  return job.queue ? `${stateOf(job)}: number ${job.queue.position} in the queue` : stateOf(job);
}
