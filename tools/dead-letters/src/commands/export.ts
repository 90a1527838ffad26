import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadLetterId, exportDeadLetter, type DeadMessage } from '@meeting-intelligence/messaging';
import type { ExportOptions } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import { count } from '../output.js';
import type { Session } from '../session.js';
import { idsByQueue, survey } from '../survey.js';
import { endOf } from './end-of.js';

export async function exportLetters(session: Session, { filters, to }: ExportOptions): Promise<number> {
  const { letters, isComplete } = await survey(session, filters);
  if (letters.length === 0) return endOf(session, isComplete);
  const write = to === undefined ? undefined : exporterTo(to);
  const exported = new Set<string>();
  for (const [queue, ids] of idsByQueue(letters)) {
    if (session.interrupted.aborted) break;
    const look = await session.queues.look(queue, ({ message }) => {
      const id = deadLetterId(message);
      if (!ids.has(id)) return;
      if (write) write(message);
      else session.output.result(JSON.stringify(exportDeadLetter(message)), exportDeadLetter(message));
      exported.add(id);
    });
    await look?.close();
  }
  session.output.say(`exported ${count(exported.size, 'dead letter')}${to === undefined ? '' : ` to ${to}`}`);
  if (session.interrupted.aborted) return exitCodes.interrupted;
  return isComplete && exported.size === letters.length ? exitCodes.done : exitCodes.someFailed;
}

/** Writes each as `ID.json`, before it returns: what is removed afterwards is on the disk. */
export function exporterTo(folder: string): (message: DeadMessage) => void {
  mkdirSync(folder, { recursive: true });
  return (message) => {
    const exported = exportDeadLetter(message);
    // Event data is what people said.
    writeFileSync(join(folder, `${exported.id}.json`), `${JSON.stringify(exported, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
  };
}
