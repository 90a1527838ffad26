/** `412 ms`, `3.2 s`, `4 m 2 s`, `2 h 3 m`: two units at the most, as a person says it. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How long at least one of them lasted within `whole`; Unix times in ms. */
export function coveredMs(spans: readonly Span[], whole: Span): number {
  const inside = spans
    .map(({ from, to }) => ({ from: Math.max(from, whole.from), to: Math.min(to, whole.to) }))
    .filter(({ from, to }) => to > from)
    .toSorted((one, other) => one.from - other.from);
  let [covered, until] = [0, whole.from];
  for (const { from, to } of inside) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return covered;
}
