import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { oneLine } from './one-line.js';
import { speakerOf } from './speaker-of.js';

/** What one speaker says until another does. */
export interface Turn {
  readonly speaker: string;
  readonly startMs: number;
  readonly text: string;
}

export function turnsOf({ segments }: PublicMeeting): Turn[] {
  const turns: (Turn & { readonly speakerId: string })[] = [];
  for (const segment of segments) {
    const text = oneLine(segment.text);
    const last = turns.at(-1);
    if (text === '') continue;
    if (last?.speakerId === segment.speaker_id)
      turns[turns.length - 1] = { ...last, text: `${last.text} ${text}` };
    else
      turns.push({
        speakerId: segment.speaker_id,
        speaker: speakerOf(segment),
        startMs: segment.start_ms,
        text,
      });
  }
  return turns;
}
