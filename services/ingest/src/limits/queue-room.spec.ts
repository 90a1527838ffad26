import { expect, test } from 'vitest';
import { QueueRoom } from './queue-room.js';
import { WaitingJobs } from './waiting-jobs.js';

class SomeWaiting extends WaitingJobs {
  constructor(private readonly waiting: number) {
    super();
  }

  async count(_owner: string, most: number): Promise<number> {
    return Math.min(most, this.waiting);
  }
}

test.each([
  [0, 1, 3],
  [2, 1, 3],
  [0, 3, 3],
  [900, 900, 0],
])('%i that wait and %i more are no more than %i', async (waiting, adding, most) => {
  await new QueueRoom(new SomeWaiting(waiting), most).assertFor('cms', adding);
});

test.each([
  [3, 1, 3],
  [4, 1, 3],
  [2, 2, 3],
  [0, 4, 3],
])('%i that wait and %i more are more than %i', async (waiting, adding, most) => {
  await expect(new QueueRoom(new SomeWaiting(waiting), most).assertFor('cms', adding)).rejects.toMatchObject({
    code: 'TOO_MANY_JOBS',
    retryAfterSeconds: 30,
  });
});
