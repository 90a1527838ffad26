import { z } from 'zod';

export interface Segment {
  readonly id: string;
  readonly speaker: string;
  readonly startMs: number;
  readonly text: string;
}

/** The meeting as the analysis service writes it into its prompt. */
export interface Meeting {
  /** `YYYY-MM-DD`; without it "by Friday" has no date. */
  readonly date: string | undefined;
  readonly segments: readonly Segment[];
}

export class UnreadableTranscript extends Error {}

const line = z
  .looseObject({
    id: z.string(),
    speaker: z.string().nullish(),
    start_ms: z.number().nullish(),
    text: z.string(),
  })
  .transform(({ id, speaker, start_ms, text }): Segment => ({
    id,
    speaker: speaker ?? '?',
    startMs: start_ms ?? 0,
    text,
  }));

/**
 * Reads `Meeting date: 2026-11-20` and the lines between `<transcript>` and the last `</transcript>`, one JSON object
 * each. The last tag counts, since somebody might have said the words that look like one.
 */
export function readMeeting(prompt: string): Meeting | undefined {
  const start = /^<transcript>[ \t]*$/m.exec(prompt);
  const end = prompt.lastIndexOf('</transcript>');
  if (!start || end < start.index) return undefined;
  const date = /^Meeting date: (\d{4}-\d{2}-\d{2})\b/m.exec(prompt.slice(0, start.index))?.[1];
  const lines = prompt
    .slice(start.index + start[0].length, end)
    .split('\n')
    .filter((text) => text.trim() !== '');
  return { date, segments: lines.map(readSegment) };
}

function readSegment(text: string, index: number): Segment {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnreadableTranscript(`Line ${index + 1} of the transcript is not JSON`, { cause });
  }
  const parsed = line.safeParse(value);
  if (!parsed.success)
    throw new UnreadableTranscript(
      `Line ${index + 1} of the transcript is no segment: ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
}
