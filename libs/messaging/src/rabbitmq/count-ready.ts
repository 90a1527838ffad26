import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Channel, ChannelModel, Replies } from 'amqplib';
import { inTime } from './in-time.js';

const TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;

/**
 * How many messages are ready in these queues, one after the other in their order.
 *
 * @throws AppError BROKER_UNAVAILABLE when a queue is missing, or the broker does not answer in time
 */
export async function countReady(connection: ChannelModel, queues: readonly string[]): Promise<number> {
  const found = await lookAt(connection, queues);
  const missing = queues.find((queue) => !found.has(queue));
  if (missing !== undefined) throw cannotLook(`there is no queue ${missing}`);
  return [...found.values()].reduce((sum, { messageCount }) => sum + messageCount, 0);
}

/**
 * What the broker says of each of these queues, one after the other in their order; nothing of one that is not there.
 *
 * @throws AppError BROKER_UNAVAILABLE when the broker does not answer in time
 */
export async function lookAt(
  connection: ChannelModel,
  queues: readonly string[],
): Promise<ReadonlyMap<string, Replies.AssertQueue>> {
  const found = new Map<string, Replies.AssertQueue>();
  const left = queues.values();
  try {
    // On a channel of its own: a queue that is not there (404) closes it, and the others are looked at on the next.
    for (let isClosed = true; isClosed;)
      isClosed = await onChannel(connection, (channel) => look(channel, left, found));
    return found;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw cannotLook(toAppError(error).message, error);
  }
}

/** Whether it came upon a queue that is not there, before the last. */
async function look(
  channel: Channel,
  left: Iterator<string>,
  found: Map<string, Replies.AssertQueue>,
): Promise<boolean> {
  for (let next = left.next(); !next.done; next = left.next()) {
    try {
      found.set(
        next.value,
        await inTime(channel.checkQueue(next.value), `looking at ${next.value}`, TIMEOUT_MS),
      );
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === NOT_FOUND) return true;
      throw error;
    }
  }
  return false;
}

async function onChannel<Result>(
  connection: ChannelModel,
  work: (channel: Channel) => Promise<Result>,
): Promise<Result> {
  const channel = await inTime(connection.createChannel(), 'opening a channel', TIMEOUT_MS);
  channel.on('error', () => undefined); // the call that caused it rejects
  try {
    return await work(channel);
  } finally {
    await Promise.resolve()
      .then(() => inTime(channel.close(), 'closing a channel', TIMEOUT_MS))
      .catch(() => undefined); // closed by its error, or with its connection
  }
}

function cannotLook(reason: string, cause?: unknown): AppError {
  return new AppError('BROKER_UNAVAILABLE', `the queues cannot be looked at: ${reason}`, { cause });
}
