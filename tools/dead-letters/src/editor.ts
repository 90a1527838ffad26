import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { editableText, readEdited, type DeadMessage } from '@meeting-intelligence/messaging';
import type { WireEnvelope } from '@meeting-intelligence/contracts';
import type { ReplayOptions } from './arguments.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

/**
 * The edited event, checked against its contract. Undefined when nothing was changed. The dead letter is back in its queue
 * meanwhile: an editor may be open for hours.
 *
 * @throws Error with every fault; an edited file is kept, and its path is part of the message
 */
export async function editedEvent(
  { environment }: Session,
  { id, message }: { readonly id: string; readonly message: DeadMessage },
  edited: NonNullable<ReplayOptions['edited']>,
): Promise<WireEnvelope | undefined> {
  if (edited.from === 'file') {
    const given = edited.path === '-' ? await text(process.stdin) : await fileText(edited.path);
    return readEdited(given, message);
  }
  const before = editableText(message);
  const file = join(await mkdtemp(join(tmpdir(), 'dead-letter-')), `${id}.json`);
  await writeFile(file, before, { mode: 0o600 });
  try {
    await runEditor(environment, file);
    const after = await readFile(file, 'utf8');
    const event = after === before ? undefined : readEdited(after, message);
    await rm(dirname(file), { recursive: true });
    return event;
  } catch (error) {
    const advice = `What you wrote is kept; go on with:\n  npm run dead-letters -- replay ${id} --body ${file}`;
    throw new Error(`${(error as Error).message}\n${advice}`, { cause: error });
  }
}

async function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--body: expected a file with the edited event: ${(error as Error).message}`);
  });
}

async function runEditor(environment: Session['environment'], file: string): Promise<void> {
  const editor = environment.VISUAL || environment.EDITOR || 'vi';
  await new Promise<void>((resolve, reject) => {
    // By a shell: "code --wait" is a command with an option.
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'editor', file], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`expected ${editor} to end with status 0, got ${status}`)),
    );
  });
}
