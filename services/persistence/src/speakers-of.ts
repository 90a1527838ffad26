import type { Segment } from '@meeting-intelligence/contracts';

interface SpeakerTurns {
  readonly label: string;
  readonly talkTimeMs: number;
  /** Segments of the same speaker in a row are one turn. */
  readonly turns: number;
}

/** Who spoke, in the order in which they first did. `segments` are in order of time. */
export function speakersOf(segments: readonly Segment[]): readonly SpeakerTurns[] {
  const speakers = new Map<string, SpeakerTurns>();
  segments.forEach(({ speaker: label, startMs, endMs }, index) => {
    const { talkTimeMs, turns } = speakers.get(label) ?? { talkTimeMs: 0, turns: 0 };
    const goesOn = segments[index - 1]?.speaker === label;
    speakers.set(label, {
      label,
      talkTimeMs: talkTimeMs + Math.max(0, endMs - startMs),
      turns: goesOn ? turns : turns + 1,
    });
  });
  return [...speakers.values()];
}
