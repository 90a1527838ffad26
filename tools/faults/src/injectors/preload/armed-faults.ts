import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceFile, PLAN_FILE, type Evidence } from '../evidence.js';
import type { WrittenPlan } from '../fault-plan.js';

type WithoutOrigin<Fault> = Fault extends Evidence ? Omit<Fault, 'pid' | 'at'> : never;

const nothing: WrittenPlan = { id: 'nothing' };

/** What is armed for this process at the moment, by the file that the other side replaces. */
export class ArmedFaults {
  private plan = nothing;
  private version = '';
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(readonly folder: string) {}

  /** Looks at the file's name only, unless it was replaced. The same object until then. */
  get current(): WrittenPlan {
    const path = join(this.folder, PLAN_FILE);
    const stats = statSync(path, { throwIfNoEntry: false });
    const version = stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : '';
    if (version !== this.version) {
      this.plan = stats ? (JSON.parse(readFileSync(path, 'utf8')) as WrittenPlan) : nothing;
      this.version = version;
    }
    this.lookedAt = performance.now();
    return this.plan;
  }

  /** For what is asked all the time: may be older by this much. */
  recent(maxAgeMs: number): WrittenPlan {
    return performance.now() - this.lookedAt < maxAgeMs ? this.plan : this.current;
  }

  /** For the arming that caused it, which may not be the current one any more. */
  record({ id }: WrittenPlan, evidence: WithoutOrigin<Evidence>): void {
    appendFileSync(join(this.folder, evidenceFile(id, process.pid)), lineOf(evidence));
  }
}

export function lineOf(evidence: WithoutOrigin<Evidence>): string {
  return `${JSON.stringify({ ...evidence, pid: process.pid, at: new Date().toISOString() })}\n`;
}
