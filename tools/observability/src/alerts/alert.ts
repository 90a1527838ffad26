/** `page` wakes somebody up, `warning` waits for the morning, `none` is for machines. */
export type Severity = 'page' | 'warning' | 'none';

/** A series as promtool has it: the selector, and its value once a minute (`5x10` is eleven times 5). */
export type Series = readonly [selector: string, values: string];

/** What an alert says when it fires; labels without severity. */
export interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A situation beside the usual one. */
export interface AlertCase {
  /** In words: `fires when …`, `is quiet when …`. */
  readonly name: string;
  readonly series: readonly Series[];
  /** Between two values; default a minute. */
  readonly interval?: string;
  /** By the time; nothing is quiet. */
  readonly told: Readonly<Record<string, readonly Told[]>>;
}

export interface AlertTest {
  /** Goes over the threshold at the start and comes back. */
  readonly over: readonly Series[];
  /** Over the threshold, but not for long enough yet; not for an alert that does not wait. */
  readonly pendingAt?: string;
  readonly firesAt: string;
  readonly alerts: readonly Told[];
  /** After it came back. Not for an alert that never resolves. */
  readonly resolvedAt?: string;
  /** As near to the threshold as may be without harm; quiet at every time above. */
  readonly justBelow?: readonly Series[];
  readonly cases?: readonly AlertCase[];
}

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long it must hold; without it once is enough. */
  readonly for?: string;
  /** One line with the numbers; Prometheus' template. */
  readonly summary: string;
  /** `<dashboard uid>/<panel key>`: where to look first. */
  readonly panel: string;
  /** Page in docs/runbooks, without `.md`; two severities of one fault share it. */
  readonly runbook: string;
  /** What the expression compares with, where that is one number; the panel must draw it. */
  readonly threshold?: number;
  /** Why its two sides have no value while all is well; without it a test demands one of them. */
  readonly quantityMayBeAbsent?: string;
  readonly test: AlertTest;
}
