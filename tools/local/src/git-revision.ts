import { execFileSync } from 'node:child_process';

/** What is checked out, for services that were not built as an image of their own; undefined where there is no git. */
export function gitRevision(project: string): string | undefined {
  try {
    const args = ['-C', project, 'rev-parse', '--short=12', 'HEAD'];
    const options = { stdio: 'pipe' as const, timeout: 5_000 };
    return execFileSync('git', args, options).toString().trim() || undefined;
  } catch {
    return undefined;
  }
}
