import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceCommand } from '../arguments.js';
import { exitCodeOfJob } from '../exit-codes.js';
import type { Session } from '../session.js';
import { chaptersOf, endOf, headerOf, isOver, storyOf, type StoryOptions } from '../story/story.js';

const betweenLooksMs = 1_000;

/** Prints the story of one job, from the history that the gateway keeps. */
export async function trace(session: Session, { id, follow, jaegerUrl }: TraceCommand): Promise<number> {
  const { client, output } = session;
  const optionsNow = (): StoryOptions => ({ style: output, jaegerUrl, now: Date.now() });
  if (follow) return tellAsItHappens(session, id, optionsNow);
  const [job, history] = await Promise.all([client.job(id), client.history(id)]);
  output.result(storyOf(job, history, optionsNow()).join('\n'), history);
  return exitCodeOfJob(job);
}

/** Each entry once it is recorded, until nothing more is to come. */
async function tellAsItHappens(
  { client, output, interrupted }: Session,
  id: string,
  optionsNow: () => StoryOptions,
): Promise<number> {
  for (let told: number | undefined; ;) {
    // In this order: of a job that is over the history is whole.
    const job = await client.job(id);
    const history = await client.history(id);
    const options = optionsNow();
    const fresh = history.entries.slice(told);
    const lines = chaptersOf(job, history, told ?? 0, options);
    if (output.json) for (const entry of fresh) output.result('', entry);
    else output.result([...(told === undefined ? headerOf(job, options) : []), ...lines].join('\n'), null);
    told = history.entries.length;
    if (isOver(job)) {
      if (!output.json) output.result(endOf(job, history, options).join('\n'), null);
      return exitCodeOfJob(job);
    }
    await sleep(betweenLooksMs, undefined, { signal: interrupted });
  }
}
