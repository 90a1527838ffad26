import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { oneLine } from './one-line.js';

/** Never empty: a name of nothing but control characters is none. */
export function speakerOf({ speaker, speaker_id }: PublicMeeting['segments'][number]): string {
  return oneLine(speaker) || `Speaker ${oneLine(speaker_id)}`.trim();
}
