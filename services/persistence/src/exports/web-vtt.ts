import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { clockTimeMs } from './clock-time.js';
import { cuesOf, type Cue } from './cues.js';

/** Captions for a `<track>`: https://www.w3.org/TR/webvtt1/, who speaks as a voice tag. */
export function webVtt(meeting: PublicMeeting): string {
  return ['WEBVTT\n', ...cuesOf(meeting).map(block)].join('\n');
}

function block({ id, speaker, startMs, endMs, lines }: Cue): string {
  const times = `${clockTimeMs(startMs, '.')} --> ${clockTimeMs(endMs, '.')}`;
  return `${id}\n${times}\n<v ${escaped(speaker)}>${lines.map(escaped).join('\n')}\n`;
}

/** Leaves no `-->` and no tag, in text as in the name of a voice. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
