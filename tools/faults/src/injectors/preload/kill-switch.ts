import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceFile, onceFile } from '../evidence.js';
import { formatKillPoint, type KillAt, type KillPoint } from '../kill-points.js';
import { lineOf, type ArmedFaults } from './armed-faults.js';

/** On the loopback interface it takes far less. */
const ARRIVAL_MS = 50;

/** Ends the process in the middle of what it does, where that is armed, after it has put on record that it does so. */
export class KillSwitch {
  private planId = '';
  /** How often each of the armed kills matched in this process. */
  private matches: number[] = [];

  constructor(private readonly faults: ArmedFaults) {}

  /**
   * @param subject is only asked for when something is armed for the point
   * @param first what has to happen for the point to be what its name says, such as emptying a buffer into the socket
   */
  pass(point: KillPoint, subject: () => string, first?: () => void): void {
    const { id, kill = [] } = this.faults.current;
    if (id !== this.planId) {
      this.planId = id;
      this.matches = [];
    }
    for (const [index, armed] of kill.entries()) {
      if (armed.point !== point) continue;
      const text = subject();
      if (new RegExp(armed.matching ?? '', 'i').test(text) && this.isDue(armed, index)) {
        this.kill(armed, index, text, first);
      }
    }
  }

  private isDue({ occurrence = 1, always }: KillAt, index: number): boolean {
    const matches = (this.matches[index] ?? 0) + 1;
    this.matches[index] = matches;
    return always ? matches >= occurrence : matches === occurrence;
  }

  private kill(armed: KillAt, index: number, subject: string, first?: () => void): void {
    const { point, always } = armed;
    const name = always ? evidenceFile(this.planId, process.pid) : onceFile(this.planId, index);
    const line = lineOf({ fault: 'kill', kill: formatKillPoint(armed), point, subject });
    if (!wasWritten(join(this.faults.folder, name), line, always ? 'a' : 'wx')) return;
    first?.();
    process.kill(process.pid, 'SIGKILL');
  }
}

/** On the disk, or false where the file is there already: this or another process was killed here before. */
function wasWritten(path: string, line: string, flags: 'a' | 'wx'): boolean {
  let file: number;
  try {
    file = openSync(path, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeSync(file, line);
  fsyncSync(file);
  closeSync(file);
  return true;
}

/** Stands still, without a turn of the event loop, until what is in the socket has been read at its other end. */
export function untilArrived(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ARRIVAL_MS);
}
