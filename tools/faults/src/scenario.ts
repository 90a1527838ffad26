import type { Expectations } from './observation.js';
import type { Followers } from './followers.js';
import type { Load } from './load.js';
import type { SystemUnderTest } from './system/system-under-test.js';

export interface Arena {
  readonly system: SystemUnderTest;
  /** The clients of this scenario. */
  readonly load: Load;
  /** Who follows each of their jobs. */
  readonly followers: Followers;
  /** How many jobs a scenario is to use that has no reason for another number. */
  readonly jobs: number;
}

/** What an injection hands back: how it is known that the fault was met, and what it changes about what is right. */
export interface Injected extends Expectations {
  /** A short sentence for the table: "killed once, 2 connections reset". */
  readonly proof: string;
}

/** One fault. */
export interface Scenario {
  /** Unique; with slashes, so that `--only 'kill/*'` can select. */
  readonly name: string;
  /** What is shown: a sentence for docs/reliability.md. */
  readonly shows: string;
  /** Part of the quick subset. */
  readonly quick?: boolean;
  /** Why it cannot run here, or undefined. */
  readonly whyNot?: (system: SystemUnderTest) => string | undefined;
  /** Needs longer than others to be quiet again. */
  readonly quietWithinMs?: number;
  /**
   * Puts load on the system and the fault into it, and resolves when the fault is over.
   *
   * @throws NotInjectedError when the fault was not met: nothing is shown then
   */
  inject(arena: Arena): Promise<Injected>;
}
