import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** For good: what it asks about, and the answer where nobody is there to be asked. */
export async function deleteJob(
  { client, output, ask }: Session,
  id: string,
  isSure: boolean,
): Promise<number> {
  if (!isSure && !ask) throw new UsageError('delete: expected --yes, as there is no terminal to ask on');
  if (!isSure && !(await ask!(`Delete job ${id}, its recording, transcript and meeting, for good? [y/N] `))) {
    output.say('nothing was deleted');
    return exitCodes.failed;
  }
  await client.erase(id);
  output.result('', { id, result: 'deleted' });
  output.say(`deleted job ${id} and everything about it`);
  return exitCodes.done;
}
