import type { LookOptions } from '../arguments.js';
import { toJson } from '../describe.js';
import { exitCodes } from '../exit-codes.js';
import { ageOf } from '../moment.js';
import { count, plain, table } from '../output.js';
import type { Session } from '../session.js';
import { survey } from '../survey.js';

const HEADINGS = ['ID', 'AGE', 'QUEUE', 'JOB', 'CODE', 'TRIES', 'MESSAGE'];

export async function list(session: Session, { filters }: LookOptions): Promise<number> {
  const { output } = session;
  const { letters, isComplete } = await survey(session, filters);
  if (output.json) for (const letter of letters) output.result('', toJson(letter));
  else if (letters.length > 0) {
    const rows = letters.map(({ id, diedAt, queue, jobId, code, reason, attempts, message }) =>
      [id, ageOf(diedAt), queue, jobId?.slice(0, 8) ?? '', code ?? reason, String(attempts), message].map(
        plain,
      ),
    );
    const [heading = '', ...lines] = table(HEADINGS, rows, output.width);
    output.result(output.strong(heading), {});
    for (const line of lines) output.result(line, {});
  }
  output.say(
    letters.length === 0
      ? 'no dead letters'
      : `${count(letters.length, 'dead letter')} in ${count(new Set(letters.map(({ queue }) => queue)).size, 'queue')}, ` +
          `${count(new Set(letters.map(({ group }) => group)).size, 'group')} (groups shows them)`,
  );
  if (!isComplete) return exitCodes.someFailed;
  return letters.length === 0 ? exitCodes.nothingMatched : exitCodes.done;
}
