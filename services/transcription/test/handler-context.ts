import { Cancellations } from '@meeting-intelligence/cancellations';
import type { HandlerContext } from '@meeting-intelligence/messaging';
import { FolderObjectStore, type ObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { JobTraces } from '../src/erasing/job-traces.js';
import type { SpeechToText } from '../src/speech-to-text.js';

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

/** Those of jobs that are erased; what it logs goes into `lines`. */
export function tracesIn(
  store: ObjectStore,
  speech: SpeechToText,
  { lines = [], timeoutMs = 60_000 }: { readonly lines?: string[]; readonly timeoutMs?: number } = {},
): JobTraces {
  return new JobTraces(store, speech, timeoutMs, { info: (line: string) => void lines.push(line) });
}

/** What the store in this folder has that names the job. */
export async function storedKeys(folder: string, jobId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of new FolderObjectStore(folder).list('')) if (key.includes(jobId)) keys.push(key);
  return keys;
}
