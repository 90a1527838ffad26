import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { evidenceIn, NotInjectedError, PLAN_FILE, type Evidence } from './evidence.js';
import { formatKillPoint, type KillAt } from './kill-points.js';

/** What is done to the events that a process publishes, and to the deliveries it gets. Shares are from 0 to 1. */
export interface Shuffle {
  /** Of its events: published twice, the second copy later; half of the second copies have the same `x-copy`. */
  readonly duplicate?: number;
  /** Of its events: published late, so that later ones overtake them. */
  readonly reorder?: number;
  /** Of its deliveries: handed over late, so that those of other queues and slots overtake them. */
  readonly late?: number;
  /** Default 400. */
  readonly maxDelayMs?: number;
  /** The same seed makes the same choices in the same order of calls. Default 1. */
  readonly seed?: number;
}

/** Everything that can be done to one process. What is left out is not done. */
export interface ProcessFaults {
  readonly kill?: readonly KillAt[];
  readonly shuffle?: Shuffle;
  /** Added to `Date`; the monotonic clock (timers, `performance.now()`) goes on as it is. */
  readonly clockOffsetMs?: number;
}

/** What the preloaded module reads. */
export interface WrittenPlan extends ProcessFaults {
  /** Of this arming. */
  readonly id: string;
}

/** The same from the sources and from the compiled files. */
const preload = fileURLToPath(new URL('../../dist/injectors/preload.js', import.meta.url));

/**
 * The faults of one process (or of all copies of one service), in a folder that the preloaded module looks at whenever
 * a fault could happen. So a running process can be given its next faults without a restart.
 *
 *     const plan = await FaultPlan.in(folder);
 *     startService({ env: { ...env, ...plan.environment() } });
 *     await plan.arm({ kill: [{ point: 'before-ack', matching: 'transcription\\.recording\\.prepared' }] });
 *     …
 *     await plan.assertInjected();
 *     await plan.disarm();
 */
export class FaultPlan {
  private armed: WrittenPlan = { id: randomUUID() };

  private constructor(readonly folder: string) {}

  /** @param folder is made when it is not there; one for each process or service */
  static async in(folder: string): Promise<FaultPlan> {
    await mkdir(folder, { recursive: true });
    const plan = new FaultPlan(resolve(folder));
    await plan.disarm();
    return plan;
  }

  /** For the process: `NODE_OPTIONS` with the preload after those given, and where its faults are. */
  environment(nodeOptions = ''): { readonly NODE_OPTIONS: string; readonly FAULT_FOLDER: string } {
    return {
      NODE_OPTIONS: `${nodeOptions} --import ${pathToFileURL(preload).href}`.trim(),
      FAULT_FOLDER: this.folder,
    };
  }

  /** Replaces what was armed before; occurrences are counted from here, and what happened before is forgotten. */
  async arm(faults: ProcessFaults): Promise<void> {
    for (const { matching = '' } of faults.kill ?? []) new RegExp(matching); // fails here, not in the process
    this.armed = { id: randomUUID(), ...faults };
    const temporary = join(this.folder, `.${this.armed.id}`);
    await writeFile(temporary, JSON.stringify(this.armed));
    await rename(temporary, join(this.folder, PLAN_FILE));
  }

  disarm(): Promise<void> {
    return this.arm({});
  }

  /** What happened since the last `arm`. */
  evidence(): Promise<readonly Evidence[]> {
    return evidenceIn(this.folder, this.armed.id);
  }

  /** @throws NotInjectedError when an armed fault has not happened: the scenario has proved nothing */
  async assertInjected(): Promise<void> {
    const happened = await this.evidence();
    const has = (fault: Evidence['fault']) => happened.some((one) => one.fault === fault);
    const { kill = [], shuffle = {}, clockOffsetMs = 0 } = this.armed;
    const killed = new Set(happened.map((one) => one.fault === 'kill' && one.kill));
    const missing: string[] = kill.map(formatKillPoint).filter((label) => !killed.has(label));
    for (const fault of ['duplicate', 'reorder', 'late'] as const) {
      if ((shuffle[fault] ?? 0) > 0 && !has(fault)) missing.push(fault);
    }
    if (clockOffsetMs !== 0 && !has('clock')) missing.push('clock');
    if (missing.length > 0) throw new NotInjectedError(missing);
  }
}
