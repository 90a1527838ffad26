import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';

const terminal: readonly PublicJob['status'][] = ['completed', 'failed', 'cancelled'];

export interface FollowOptions {
  readonly load: () => Promise<PublicJob>;
  readonly say: (line: string) => void;
  readonly quit: AbortSignal;
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  /** How often a stage that takes long says that it is still at it. */
  readonly heartbeatMs?: number;
  /** What the job waits for just now, if that is known; empty when it is being worked on. */
  readonly waitsFor?: () => string;
}

/**
 * Polls the job until its terminal state and tells each change of stage. A gateway that is away for a while
 * (it is being restarted) is waited for like a slow stage.
 */
export async function followJob(options: FollowOptions): Promise<PublicJob> {
  const { load, say, quit, timeoutMs, intervalMs = 500, heartbeatMs = 5_000, waitsFor = () => '' } = options;
  const startedAt = Date.now();
  let shown = '';
  let saidAt = 0;
  let lastError = '';
  while (Date.now() - startedAt < timeoutMs) {
    const job = await load().catch((error: unknown) => {
      quit.throwIfAborted();
      lastError = (error as Error).message;
      return undefined;
    });
    const state = job ? stateOf(job) : `no answer (${lastError})`;
    const waiting = waitsFor();
    // A wait lasts minutes: its heartbeat is slower.
    if (state !== shown || Date.now() - saidAt >= heartbeatMs * (waiting ? 3 : 1)) {
      say(`${elapsed(startedAt)}  ${[state, waiting].filter(Boolean).join(': ')}`);
      shown = state;
      saidAt = Date.now();
    }
    if (job && terminal.includes(job.status)) return job;
    await sleep(intervalMs, undefined, { signal: quit });
  }
  const minutes = Math.round(timeoutMs / 60_000);
  throw new Error(`the job did not end within ${minutes} min; last seen: ${shown}`);
}

function stateOf({ status, stage, stages }: PublicJob): string {
  const done = Object.entries(stages)
    .filter(([, times]) => times?.completed_at)
    .map(([name]) => name);
  return [
    stage && status === 'processing' ? `${status}: ${stage}` : status,
    done.length > 0 ? `(done: ${done.join(', ')})` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function elapsed(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1).padStart(6)} s`;
}
