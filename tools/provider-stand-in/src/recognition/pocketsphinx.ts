import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram } from '../audio/run-program.js';
import { parseClassicOutput, parseJsonOutput, type Phrase } from './pocketsphinx-output.js';

/** Recognises the speech in one mono PCM file. */
export type RecogniseSpeech = (
  pcmPath: string,
  durationMs: number,
  signal: AbortSignal,
) => Promise<readonly Phrase[]>;

const MODEL_FOLDERS = [
  '/usr/share/pocketsphinx/model/en-us',
  '/usr/local/share/pocketsphinx/model/en-us',
  '/opt/homebrew/share/pocketsphinx/model/en-us',
];

/** Recognition takes 0.1 to 0.3 of real time on one core; five times real time only ever means it is stuck. */
const timeoutFor = (durationMs: number): number => 120_000 + 5 * durationMs;
const BYTES_PER_SECOND_OF_SPEECH = 2000;

/**
 * Finds the recogniser of this machine. Debian 12 has `pocketsphinx_continuous` (5prealpha), on which all error rates
 * were measured; later releases have `pocketsphinx` (5.x) with other arguments and JSON output.
 */
export async function findPocketsphinx(searchPath: string): Promise<RecogniseSpeech> {
  const model = await firstExisting(MODEL_FOLDERS);
  if (!model)
    throw new Error(
      `No PocketSphinx English model in ${MODEL_FOLDERS.join(', ')}: install pocketsphinx-en-us`,
    );
  const folders = searchPath.split(delimiter).filter(Boolean);
  const classic = await firstExisting(folders.map((folder) => join(folder, 'pocketsphinx_continuous')));
  const modern = classic ?? (await firstExisting(folders.map((folder) => join(folder, 'pocketsphinx'))));
  if (!modern)
    throw new Error('Neither pocketsphinx_continuous nor pocketsphinx is on the PATH: install pocketsphinx');
  const modelArgs = ['-hmm', join(model, 'en-us'), '-lm', join(model, 'en-us.lm.bin')];
  modelArgs.push('-dict', join(model, 'cmudict-en-us.dict'));

  return async (pcmPath, durationMs, signal) => {
    const args = classic
      ? [...modelArgs, '-infile', pcmPath, '-remove_noise', 'no', '-time', 'yes', '-logfn', '/dev/null']
      : [...modelArgs, '-remove_noise', 'no', 'live', pcmPath];
    const output = await runProgram({
      command: modern,
      args,
      signal,
      timeoutMs: timeoutFor(durationMs),
      maxOutputBytes: 1024 * 1024 + (durationMs / 1000) * BYTES_PER_SECOND_OF_SPEECH,
    });
    return classic ? parseClassicOutput(output) : parseJsonOutput(output);
  };
}

/** ffmpeg and ffprobe come in one package; without them every single transcript would fail, so fail at the start. */
export async function requireFfmpeg(searchPath: string): Promise<void> {
  const folders = searchPath.split(delimiter).filter(Boolean);
  for (const program of ['ffmpeg', 'ffprobe']) {
    const found = await firstExisting(folders.map((folder) => join(folder, program)));
    if (!found) throw new Error(`${program} is not on the PATH: install ffmpeg`);
  }
}

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (
      await access(path, constants.R_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
