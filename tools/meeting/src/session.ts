import type { MeetingClient } from '@meeting-intelligence/client';
import type { Output } from './output.js';

/** What a command works with. */
export interface Session {
  readonly client: MeetingClient;
  readonly output: Output;
  /** What paths are relative to. */
  readonly folder: string;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}
