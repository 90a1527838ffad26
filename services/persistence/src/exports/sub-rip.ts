import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { clockTimeMs } from './clock-time.js';
import { cuesOf, type Cue } from './cues.js';

/** Captions for players that know no WebVTT; numbered from 1, who speaks before the text. */
export function subRip(meeting: PublicMeeting): string {
  return cuesOf(meeting).map(block).join('\n');
}

function block({ speaker, startMs, endMs, lines }: Cue, index: number): string {
  const times = `${clockTimeMs(startMs, ',')} --> ${clockTimeMs(endMs, ',')}`;
  return `${index + 1}\n${times}\n${harmless(`${speaker}: ${lines.join('\n')}`)}\n`;
}

const lookAlikes: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '{': '(', '}': ')' };

/** The format has no escapes: what players take for a tag (`<b>`, `{\an8}`) or for times (`-->`) is written with other characters. */
function harmless(text: string): string {
  return text.replace(/[<>{}]/g, (character) => lookAlikes[character]!);
}
