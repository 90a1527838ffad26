import type { MeetingClient } from '@meeting-intelligence/client';
import type { Output } from './output.js';

/** What a command works with. */
export interface Session {
  readonly client: MeetingClient;
  readonly output: Output;
  /** What paths are relative to. */
  readonly folder: string;
  /** Whether a person says yes; undefined where nobody can be asked. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}
