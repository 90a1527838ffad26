import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { clockTime } from './clock-time.js';
import { turnsOf } from './turns.js';

/** A paragraph per turn: `[00:00:05] Robert: …` */
export function plainText(meeting: PublicMeeting): string {
  return turnsOf(meeting)
    .map(({ startMs, speaker, text }) => `[${clockTime(startMs)}] ${speaker}: ${text}\n`)
    .join('\n');
}
