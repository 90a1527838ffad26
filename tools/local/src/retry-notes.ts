import type { Console } from './console.js';

export interface RetryNotes {
  /** The console to give to everything that relays log lines. */
  readonly console: Console;
  /** What a job waits for just now, for people; empty when no attempt is being waited for. */
  readonly waitsFor: (jobId: string) => string;
}

interface Retry {
  readonly service: string;
  readonly code: string;
  readonly attempt: number;
  readonly dueAt: number;
}

/**
 * The public API shows a job that waits for its next attempt as `processing`, which for minutes looks like a job
 * that hangs. The services' own log lines tell more, and they all pass through here.
 */
export function noteRetries(console: Console, now: () => number = Date.now): RetryNotes {
  const retries = new Map<string, Retry>();
  return {
    console: {
      say: (line) => console.say(line),
      relay(service, line) {
        const seen = retryIn(line);
        if (seen) {
          const { jobId, code, attempt, delayMs } = seen;
          retries.set(jobId, { service, code, attempt: attempt + 1, dueAt: now() + delayMs });
        }
        console.relay(service, line);
      },
    },
    waitsFor(jobId) {
      const retry = retries.get(jobId);
      const leftMs = (retry?.dueAt ?? 0) - now();
      if (retry === undefined || leftMs <= 0) return '';
      const { service, attempt, code } = retry;
      return `${service} waits ${Math.ceil(leftMs / 1000)} s for attempt ${attempt} after ${code}`;
    },
  };
}

function retryIn(line: string) {
  if (!line.includes('"outcome":"retry"')) return undefined;
  try {
    const { job_id, error_code, attempt, delay_ms } = JSON.parse(line) as Record<string, unknown>;
    if (typeof job_id !== 'string' || typeof attempt !== 'number' || typeof delay_ms !== 'number')
      return undefined;
    return { jobId: job_id, code: String(error_code), attempt, delayMs: delay_ms };
  } catch {
    return undefined; // not a log line of ours after all
  }
}
