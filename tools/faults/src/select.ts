import { matchesGlob } from 'node:path';

/** Whether a name is meant by a pattern: itself, a glob, or the beginning of it up to a slash. */
export function fits(name: string, pattern: string): boolean {
  return name === pattern || matchesGlob(name, pattern) || name.startsWith(`${pattern}/`);
}
