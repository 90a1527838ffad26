import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { ChannelModel, Replies } from 'amqplib';
import { inTime } from './in-time.js';

const TIMEOUT_MS = 5_000;

/**
 * How many messages are ready in these queues, one after the other in their order. On a channel of its own: a queue that
 * is not there (404) closes it.
 *
 * @throws AppError BROKER_UNAVAILABLE when a queue is missing, or the broker does not answer in time
 */
export async function countReady(connection: ChannelModel, queues: readonly string[]): Promise<number> {
  const found = await lookAt(connection, queues);
  return found.reduce((sum, { messageCount }) => sum + messageCount, 0);
}

/** As `countReady`, each queue for itself. */
export async function lookAt(
  connection: ChannelModel,
  queues: readonly string[],
): Promise<readonly Replies.AssertQueue[]> {
  try {
    const channel = await inTime(connection.createChannel(), 'opening a channel', TIMEOUT_MS);
    channel.on('error', () => undefined); // the call that caused it rejects
    try {
      const found: Replies.AssertQueue[] = [];
      for (const queue of queues) {
        found.push(await inTime(channel.checkQueue(queue), `looking at ${queue}`, TIMEOUT_MS));
      }
      return found;
    } finally {
      await Promise.resolve()
        .then(() => inTime(channel.close(), 'closing a channel', TIMEOUT_MS))
        .catch(() => undefined); // closed by its error, or with its connection
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = toAppError(error).message;
    throw new AppError('BROKER_UNAVAILABLE', `the queues cannot be looked at: ${reason}`, { cause: error });
  }
}
