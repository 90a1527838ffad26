import type { Threshold } from './thresholds.js';

export interface Query {
  readonly expr: string;
  /** As Grafana has it: `{{queue}}`. */
  readonly legend: string;
  /** Points of single traces beside the line, from a histogram. */
  readonly exemplars?: boolean;
  /** Why it may well answer nothing while all is in order; without it an answer is demanded by a test. */
  readonly mayBeEmpty?: string;
}

/** Grafana's names of units. */
export type Unit = 's' | 'short' | 'percentunit' | 'reqps' | 'cps' | 'bytes' | 'none';

export interface Panel {
  /** Names it in links; its number is made of it, so that a link lives as long as the key. */
  readonly key: string;
  readonly title: string;
  /** What it shows, what is normal and what is not, in a sentence or two. */
  readonly description: string;
  readonly unit: Unit;
  /** Default: lines over time. */
  readonly kind?: 'timeseries' | 'stat' | 'table';
  readonly queries: readonly Query[];
  /** Drawn as lines; the alerts' own. */
  readonly threshold?: Threshold;
  /** Of 24; default 8. */
  readonly width?: 6 | 8 | 12 | 24;
  /** May go below zero, which is then shown. */
  readonly signed?: boolean;
  /** Bad is what is below the threshold. */
  readonly lowIsBad?: boolean;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

export function panelsOf(dashboard: Dashboard): Panel[] {
  return dashboard.rows.flatMap(({ panels }) => panels);
}

/** Number of a panel in links: from its key, so that it does not change when another panel comes before it. */
export function panelId({ uid }: Dashboard, { key }: Panel): number {
  let hash = 7;
  for (const character of `${uid}/${key}`) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return hash + 1;
}
