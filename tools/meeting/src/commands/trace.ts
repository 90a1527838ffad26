import type { JobHistory } from '@meeting-intelligence/client';
import type { TraceCommand } from '../arguments.js';
import { exitCodeOfJob } from '../exit-codes.js';
import { plain } from '../output.js';
import type { Session } from '../session.js';
import { chaptersOf, endOf, headerOf, storyOf, type StoryOptions } from '../story/story.js';

/** Prints the story of one job, from the history that the gateway keeps. */
export async function trace(session: Session, { id, follow, jaegerUrl }: TraceCommand): Promise<number> {
  const { client, output } = session;
  const optionsNow = (): StoryOptions => ({ style: output, jaegerUrl, now: Date.now() });
  if (follow) return tellAsItHappens(session, id, optionsNow);
  const history = await client.history(id);
  output.result(storyOf(history, optionsNow()).join('\n'), history);
  return exitCodeOfJob(history);
}

/** Each entry once it is recorded, until nothing more is to come. */
async function tellAsItHappens(
  { client, output }: Session,
  id: string,
  optionsNow: () => StoryOptions,
): Promise<number> {
  let told: number | undefined;
  let reason: string | undefined;
  const tell = (history: JobHistory) => {
    const options = optionsNow();
    const header = told === undefined ? headerOf(history, options) : [];
    const lines = [...header, ...chaptersOf(history, told ?? 0, options)];
    if (output.json) for (const entry of history.entries.slice(told)) output.result('', entry);
    else output.result(lines.join('\n'), null);
    told = history.entries.length;
    reason = undefined;
  };
  const history = await client.followHistory(id, {
    onNews: tell,
    onAway: ({ message }) => {
      if (message !== reason) output.say(`waiting for the service: ${plain(message)}`);
      reason = message;
    },
  });
  if (!output.json) output.result(endOf(history, optionsNow()).join('\n'), null);
  return exitCodeOfJob(history);
}
