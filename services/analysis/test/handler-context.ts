import type { HandlerContext } from '@meeting-intelligence/messaging';

/** What the runner would give a handler on its first attempt. */
export function contextOf(overrides: Partial<HandlerContext> = {}): HandlerContext {
  const { signal } = new AbortController();
  return { signal, attempt: 1, isLastAttempt: false, checkpoint: undefined, ...overrides };
}
