import type { Evidence, Transcript } from '@meeting-intelligence/contracts';
import { cleanText } from './clean-text.js';

const longestQuote = 500;

export interface ClaimedEvidence {
  readonly segment_id: string;
  readonly quote: string;
}

/** Holds what a model claims against what was said. */
export class Grounding {
  readonly labels: readonly string[];
  private readonly segments: ReadonlyMap<string, string>;

  constructor({ segments }: Pick<Transcript, 'segments'>) {
    this.segments = new Map(segments.map(({ id, text }) => [id, text]));
    this.labels = [...new Set(segments.map(({ speaker }) => speaker))];
  }

  /** The label as the transcript has it, or null. */
  label(claimed: string | null): string | null {
    const wanted = claimed?.trim().toLowerCase();
    return this.labels.find((label) => label.toLowerCase() === wanted) ?? null;
  }

  anySegment(ids: readonly string[]): boolean {
    return ids.some((id) => this.segments.has(id));
  }

  /** Whether anybody said this word. */
  wasSaid(word: string): boolean {
    if (word === '') return false;
    const whole = new RegExp(`(?<!\\p{L})${escaped(word)}(?!\\p{L})`, 'iu');
    return [...this.segments.values()].some((text) => whole.test(text));
  }

  /** The evidence that stands where it is said to stand, quoted as it stands there. */
  evidence(claimed: readonly ClaimedEvidence[]): Evidence[] {
    const grounded = claimed.flatMap(({ segment_id: segmentId, quote }) => {
      const text = this.segments.get(segmentId);
      const found = text === undefined ? undefined : find(quote, text);
      return found === undefined ? [] : [{ segmentId, quote: found }];
    });
    return grounded.filter(
      ({ segmentId, quote }, index) =>
        grounded.findIndex((other) => other.segmentId === segmentId && other.quote === quote) === index,
    );
  }
}

/** `text`'s own words for `quote`, whatever its case, its spaces and the marks around it; cut where it is too long. */
function find(quote: string, text: string): string | undefined {
  const words = quote.replace(/^[\s"'“”‘’…]+|[\s"'“”‘’…]+$/g, '').split(/\s+/);
  if (words.join('') === '') return undefined;
  const found = new RegExp(words.map(escaped).join('\\s+'), 'iu').exec(text)?.[0];
  return cleanText(found ?? null, longestQuote) ?? undefined;
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
