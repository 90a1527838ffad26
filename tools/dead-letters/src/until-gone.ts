import { deadLetterId, type DeadLetterQueues } from '@meeting-intelligence/messaging';

/**
 * An acknowledgement has no answer, and the broker may forget it when a channel or a node ends at that moment. So what was
 * removed is looked for once more; it is known by its id, and removed again without a second replay.
 */
export async function untilGone(
  queues: DeadLetterQueues,
  queue: string,
  ids: ReadonlySet<string>,
): Promise<void> {
  let cameBack = ids.size;
  while (cameBack > 0) {
    cameBack = 0;
    const look = await queues.look(queue, ({ message, remove }) => {
      if (ids.has(deadLetterId(message)) && remove()) cameBack += 1;
    });
    await look?.close();
  }
}
