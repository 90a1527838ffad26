import { ApiProblem } from '@meeting-intelligence/client';
import { describeMeeting } from '../describe-meeting.js';
import { stateOf } from '../describe-job.js';
import { exitCodeOfJob, exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';

/** By the id of the job or of the meeting itself. */
export async function result(session: Session, id: string): Promise<number> {
  const found = await meetingIdOf(session, id);
  if ('exitCode' in found) return found.exitCode;
  const meeting = await session.client.meeting(found.meetingId);
  session.output.result(describeMeeting(meeting, session.output), meeting);
  return exitCodes.done;
}

/** Where a job has none, that is said, and an exit status is all there is. */
export async function meetingIdOf(
  { client, output }: Session,
  id: string,
): Promise<{ readonly meetingId: string } | { readonly exitCode: number }> {
  const job = await client.job(id).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'JOB_NOT_FOUND') return undefined;
    throw error;
  });
  if (!job) return { meetingId: id };
  if (job.meeting_id) return { meetingId: job.meeting_id };
  output.say(`there is no result of job ${job.id}: it is ${stateOf(job)}`);
  return { exitCode: exitCodeOfJob(job) || exitCodes.notFound };
}
