import { access } from 'node:fs/promises';

const LOOK_EVERY_MS = 1_000;

/** Whether the machine is about to go: its agent has written the file. What is in it does not matter. */
export async function isNoticed(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Calls `onNotice` once when the file appears. It is looked for rather than watched: it may be on a volume of another
 * machine or container, where no change is reported.
 */
export function watchForNotice(file: string, onNotice: () => void, everyMs = LOOK_EVERY_MS): void {
  const look = async () => {
    if (await isNoticed(file)) onNotice();
    else setTimeout(() => void look(), everyMs).unref();
  };
  void look();
}
