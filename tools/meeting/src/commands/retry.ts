import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';

export async function retry({ client, output }: Session, id: string): Promise<number> {
  const job = await client.retry(id);
  output.result(job.id, job);
  output.say(
    `handed in again, generation ${job.generation}; to watch it: npm run meeting -- watch ${job.id}`,
  );
  return exitCodes.done;
}
