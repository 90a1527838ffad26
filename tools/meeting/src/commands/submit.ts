import { randomUUID } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ApiProblem, Unreachable, type Job, type SubmitOptions } from '@meeting-intelligence/client';
import type { SubmitCommand } from '../arguments.js';
import { describeJob } from '../describe-job.js';
import { exitCodeOfJob, exitCodes } from '../exit-codes.js';
import { startProgress } from '../progress.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { follow } from './follow.js';
import { result } from './result.js';

/**
 * What is larger goes piece by piece, so that of a connection that breaks only what did not arrive is sent again. A gateway that is
 * killed loses up to so much of an upload: there would be nothing of a smaller one to go on with.
 */
const resumableBytes = 16 * 1_048_576;

export async function submit(session: Session, command: SubmitCommand): Promise<number> {
  const { output, interrupted } = session;
  const { recording, wait, fields, idempotencyKey = randomUUID() } = command;
  let job: Job;
  try {
    job = await send(session, recording, { ...(fields as SubmitOptions), idempotencyKey });
  } catch (error) {
    if (isUnanswered(error) || interrupted.aborted)
      output.say(
        `It may have arrived. To go on without making a second job: --idempotency-key '${idempotencyKey}'`,
      );
    if (!interrupted.aborted) throw error;
    output.say('Stopped before the service said that it had accepted the recording.');
    return exitCodes.interrupted;
  }
  if (!wait) {
    output.result(job.id, job);
    output.say(`accepted; to watch it: npm run meeting -- watch ${job.id}`);
    return exitCodes.done;
  }
  output.say(`job ${job.id}`);
  const ended = await follow(session, job.id);
  if (!ended) return exitCodes.interrupted;
  if (output.json) return exitCodeOfJob(ended);
  if (ended.status === 'completed') return result(session, ended.id);
  output.result(describeJob(ended, output), ended);
  return exitCodeOfJob(ended);
}

async function send(
  { client, output, folder }: Session,
  recording: string,
  options: SubmitOptions,
): Promise<Job> {
  if (/^https?:\/\//i.test(recording) && URL.canParse(recording))
    return client.submit(new URL(recording), options);
  const path = resolve(folder, recording);
  const size = await readableSizeOf(path);
  const progress = startProgress(output);
  const filename = basename(path);
  try {
    const onProgress = (sent: number) =>
      progress.show(`sending ${filename} (${megabytes(size)})`, size === 0 ? 1 : sent / size);
    if (size > resumableBytes)
      return await client.submitResumably(await openAsBlob(path), { ...options, filename, onProgress });
    return await client.submit(() => counted(path, onProgress), { ...options, filename });
  } finally {
    progress.stop();
  }
}

/** Whether the service may have done what it was asked for. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiProblem && error.isTransient);
}

/** In bytes, of a file from which something could be read. @throws UsageError */
async function readableSizeOf(path: string): Promise<number> {
  const unreadable = (error: unknown) => {
    throw new UsageError(
      `submit: expected a recording that can be read, ${path}: ${(error as Error).message}`,
    );
  };
  // Looked at before it is opened: to open a pipe is to wait for who writes to it.
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) throw new UsageError(`submit: expected a file, got ${path}`);
  await readOneByte(path).catch(unreadable);
  return found.size;
}

async function readOneByte(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.read(Buffer.alloc(1), 0, 1, 0);
  } finally {
    await file.close();
  }
}

async function* counted(path: string, tell: (sent: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  tell(sent);
  for await (const piece of createReadStream(path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    yield piece;
    sent += piece.length;
    tell(sent);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
