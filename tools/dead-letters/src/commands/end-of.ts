import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';

/** Nothing was found: what that means. */
export function endOf({ output, interrupted }: Session, isComplete: boolean): number {
  if (interrupted.aborted) return exitCodes.interrupted;
  output.say('nothing matched');
  return isComplete ? exitCodes.nothingMatched : exitCodes.someFailed;
}
