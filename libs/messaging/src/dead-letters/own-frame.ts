/** Not of a dependency, not of Node. `libs/errors` only wraps what others threw. */
const OWN_FILE =
  /(?:^|\/)((?:services|libs|tools)\/(?!errors\/)[\w-]+\/(?:src|dist|test)\/[^\s:()]+|contracts\/(?:(?:dist|events)\/)?[^\s/:()]+)(?::\d+){0,2}\)?$/;
const FRAME = /^\s+at (?:(?:async |new )*(.+?) \()?(.+)$/;

/**
 * Where in our code an error came from: `CheckTranscription.handle (services/transcription/src/check.ts)`. Neither line
 * numbers nor the compiled file's name are part of it, so that the same fault of another build has the same frame.
 * The innermost cause speaks first: what wraps it is thrown in one place for many faults.
 */
export function firstOwnFrame(stack: string): string | undefined {
  const sections = stack.split(/^caused by /m).reverse();
  for (const section of sections) {
    for (const line of section.split('\n')) {
      const frame = ownFrame(line);
      if (frame !== undefined) return frame;
    }
  }
  return undefined;
}

function ownFrame(line: string): string | undefined {
  const [, called, place = ''] = FRAME.exec(line) ?? [];
  const file = place.includes('node_modules/') ? undefined : OWN_FILE.exec(place)?.[1];
  if (file === undefined) return undefined;
  const source = file
    .replace('/dist/', file.startsWith('contracts/') ? '/' : '/src/')
    .replace(/\.js$/, '.ts');
  const name = called?.replace(/^Object\./, '').replace(/ \[as .+\]$/, '');
  return name === undefined || name.includes('<anonymous>') ? source : `${name} (${source})`;
}
