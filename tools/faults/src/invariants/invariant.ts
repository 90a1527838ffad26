import type { Observation } from '../observation.js';

export interface Invariant {
  readonly id: `I${number}`;
  /** What is true whenever the system is quiet, whatever happened to it before. */
  readonly claim: string;
  /** One message for each breach, naming the job or the message; none when it holds. */
  readonly breaches: (observation: Observation) => string[];
}
