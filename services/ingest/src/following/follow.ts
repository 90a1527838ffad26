import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import type { EventStream } from './event-stream.js';
import type { Wakeups } from './wakeups.js';

const pauseWhileAwayMs = 1_000;

/** What is read at a time. */
export const pageSize = 100;

/**
 * Sends what there is, page by page, and waits for more, until the stream closes. `sendNext` sends a page and says what it
 * was: `full` when there may be more behind it at once, `end` when nothing will follow. While the database is away it is asked
 * again: the stream stays open, for a client that came back then would be refused, and not come back by itself any more.
 */
export async function follow(
  stream: EventStream,
  wakeups: Wakeups,
  topic: string,
  sendNext: () => Promise<'full' | 'last' | 'end'>,
): Promise<void> {
  const { bell } = stream;
  const stopWatching = wakeups.watch(topic, () => bell.ring());
  try {
    while (!stream.isClosed) {
      bell.reset();
      const sent = await readPatiently(stream, sendNext);
      if (sent === 'end') stream.end();
      else if (sent === 'full') await stream.drained();
      else if (!stream.isClosed) await bell.rung();
    }
  } finally {
    stopWatching();
  }
}

/** Asks again while the database is away; undefined when the stream closed meanwhile. */
export async function readPatiently<Result>(
  stream: Pick<EventStream, 'isClosed'>,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  while (!stream.isClosed) {
    const result = await read().catch(whileAway);
    if (result !== 'away') return result;
    await sleep(pauseWhileAwayMs);
  }
  return undefined;
}

function whileAway(error: unknown): 'away' {
  if (error instanceof AppError && error.code === 'DATABASE_UNAVAILABLE') return 'away';
  throw error;
}
