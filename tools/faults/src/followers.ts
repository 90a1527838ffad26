import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStatusEvent } from '@meeting-intelligence/contracts';

/** An event as a client saw it that follows a job. */
export type FollowedEvent = Pick<JobStatusEvent, 'sequence' | 'type' | 'generation'>;

export interface FollowersOptions {
  /** Asked anew for each connection: copies come and go. */
  readonly gateways: () => readonly string[];
  readonly apiKey: string;
}

interface Follower {
  readonly jobId: string;
  readonly events: FollowedEvent[];
  /** The id of the last event, as it was given. */
  lastEventId: string;
  isOver: boolean;
}

const PAUSE_MS = 100;
const PATIENCE_MS = 10_000;
const NOTHING_FOLLOWS = 204;

/** Clients that follow each job over server-sent events, and come back with the id of the last event when they are cut off. */
export class Followers {
  /** Streams that were opened so far, and that ended before their job did. */
  readonly streams = { opened: 0, cut: 0 };
  private readonly stopping = new AbortController();
  private readonly followers: Follower[] = [];
  private readonly running: Promise<void>[] = [];
  private cutAfterMs: number | undefined;

  constructor(private readonly options: FollowersOptions) {}

  /** From its first event on. */
  follow(jobId: string): void {
    const follower: Follower = { jobId, events: [], lastEventId: '0', isOver: false };
    this.followers.push(follower);
    this.running.push(this.run(follower));
  }

  /** Every stream that is opened from now on is cut after so long. */
  cutEvery(afterMs: number | undefined): void {
    this.cutAfterMs = afterMs;
  }

  /** What each has seen in the end, by job. Looks once more where a job may have gone on after its end: after a replay. */
  async settle(): Promise<ReadonlyMap<string, readonly FollowedEvent[]>> {
    this.cutAfterMs = undefined;
    for (const follower of this.followers) {
      if (!follower.isOver) continue;
      follower.isOver = false;
      this.running.push(this.run(follower));
    }
    const patience = setTimeout(() => this.stopping.abort(), PATIENCE_MS);
    await Promise.all(this.running);
    clearTimeout(patience);
    return new Map(this.followers.map(({ jobId, events }) => [jobId, events]));
  }

  private async run(follower: Follower): Promise<void> {
    for (let turn = 0; !follower.isOver && !this.stopping.signal.aborted; turn += 1) {
      try {
        await this.connect(follower, turn);
      } catch {
        // A gateway that is away, or a stream that was cut: what was seen stays.
        this.streams.cut += 1;
      }
      if (!follower.isOver) await sleep(PAUSE_MS);
    }
  }

  private async connect(follower: Follower, turn: number): Promise<void> {
    const { gateways, apiKey } = this.options;
    const gateway = gateways()[turn % gateways().length];
    if (gateway === undefined) throw new Error('there is no gateway');
    const { signal } = this.stopping;
    const cut = this.cutAfterMs === undefined ? signal : AbortSignal.timeout(this.cutAfterMs);
    const response = await fetch(`${gateway}/v1/jobs/${follower.jobId}/events`, {
      headers: { authorization: `Bearer ${apiKey}`, 'last-event-id': follower.lastEventId },
      signal: AbortSignal.any([signal, cut]),
    });
    follower.isOver = response.status === NOTHING_FOLLOWS;
    if (follower.isOver) return;
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel();
      throw new Error(`the stream was answered with ${response.status}`);
    }
    this.streams.opened += 1;
    let text = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) note(follower, block);
    }
  }
}

/** What is cut off in the middle of an event is not one. */
function note(follower: Follower, block: string): void {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
  if (id === undefined || data === undefined || event !== 'job.status') return;
  const { sequence, type, generation } = JSON.parse(data) as FollowedEvent;
  follower.events.push({ sequence, type, generation });
  follower.lastEventId = id;
}
