import { createInterface } from 'node:readline/promises';

/** Whether a person says yes; undefined where there is no terminal to ask on. Interrupted, nobody did. */
export function askOnTerminal(
  interrupted: AbortSignal,
): ((question: string) => Promise<boolean>) | undefined {
  if (!process.stdin.isTTY) return undefined;
  return async (question) => {
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await prompt.question(question, { signal: interrupted })).trim());
    } catch (error) {
      if (interrupted.aborted) return false;
      throw error;
    } finally {
      prompt.close();
    }
  };
}
