import { existsSync, readFileSync } from 'node:fs';

/** Whether this system tells how much processor time a process has had. */
export const tellsProcessorTime = existsSync('/proc/self/stat');

/** As Linux tells it, in hundredths of a second (proc_pid_stat(5), fields 14 and 15). 0 where it does not, or the process is gone. */
export function processorMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may have anything in it, comes the third field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
