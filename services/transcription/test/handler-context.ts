import { Cancellations } from '@meeting-intelligence/cancellations';
import type { HandlerContext } from '@meeting-intelligence/messaging';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';

/** What the runner would give a handler on its first attempt. */
export function contextOf(overrides: Partial<HandlerContext> = {}): HandlerContext {
  const { signal } = new AbortController();
  return { signal, attempt: 1, isLastAttempt: false, checkpoint: undefined, ...overrides };
}

/** What it logs goes into `lines`. */
export function cancellationsIn(store: ObjectStore, lines: string[] = []): Cancellations {
  const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
  return new Cancellations(
    'transcription',
    store,
    createLogger({ name: 'transcription', version: '0' }, 'info', { write }),
  );
}
