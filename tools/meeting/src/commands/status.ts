import { describeJob } from '../describe-job.js';
import { exitCodeOfJob } from '../exit-codes.js';
import type { Session } from '../session.js';

export async function status({ client, output }: Session, id: string): Promise<number> {
  const job = await client.job(id);
  output.result(describeJob(job, output), job);
  return exitCodeOfJob(job);
}
