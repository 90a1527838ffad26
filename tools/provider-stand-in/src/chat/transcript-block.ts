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
  /** Of people who are said to take part. */
  readonly knownNames: readonly string[];
  /** How the summary shall be laid out. */
  readonly summaryTemplate: string | undefined;
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
 * Reads `Meeting date: 2026-11-20`, what stands in `<known_names>` and `<summary_template>`, and the lines between
 * `<transcript>` and the last `</transcript>`, one JSON object each. The last tag counts, since somebody might have said the words that look like one.
 */
export function readMeeting(prompt: string): Meeting | undefined {
  const start = /^<transcript>[ \t]*$/m.exec(prompt);
  const end = prompt.lastIndexOf('</transcript>');
  if (!start || end < start.index) return undefined;
  const before = prompt.slice(0, start.index);
  const date = /^Meeting date: (\d{4}-\d{2}-\d{2})\b/m.exec(before)?.[1];
  const lines = prompt
    .slice(start.index + start[0].length, end)
    .split('\n')
    .filter((text) => text.trim() !== '');
  return {
    date,
    segments: lines.map(readSegment),
    knownNames: readBlock(before, 'known_names', z.array(z.string())) ?? [],
    summaryTemplate: readBlock(before, 'summary_template', z.string()),
  };
}

/** The one line of JSON between `<name>` and `</name>`, each on a line of its own. */
function readBlock<Value>(text: string, name: string, schema: z.ZodType<Value>): Value | undefined {
  const json = new RegExp(`^<${name}>\\n(.*)\\n</${name}>$`, 'm').exec(text)?.[1];
  if (json === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw new UnreadableTranscript(`The block ${name} is not the JSON it should be`, { cause });
  }
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
