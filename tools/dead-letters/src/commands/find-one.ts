import type { DeadLetterDescription, DeadMessage } from '@meeting-intelligence/messaging';
import type { Filters } from '../selection.js';
import type { Session } from '../session.js';
import { survey } from '../survey.js';

export interface FoundDeadLetter {
  readonly letter: DeadLetterDescription;
  /** With its body; the message itself is back in its queue. */
  readonly message: DeadMessage;
}

/** The one that an id means; undefined, and said so, when there is none. */
export async function findOne(session: Session, filters: Filters): Promise<FoundDeadLetter | undefined> {
  let found: FoundDeadLetter | undefined;
  await survey(session, filters, (letter, message) => (found ??= { letter, message }));
  if (!found) session.output.say(`no dead letter has the ID ${filters.ids[0]} (and the filters given)`);
  return found;
}
