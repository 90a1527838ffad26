import { appliesTo, type Endpoint, type Fault, type FaultRule } from './fault-rule.js';

/** The rules in force, and how often each may still be applied. */
export class FaultSwitches {
  private armed: { rule: FaultRule; left: number; applied: number }[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    this.replace(rules);
  }

  replace(rules: readonly FaultRule[]): void {
    this.armed = rules.map((rule) => ({ rule, left: rule.times ?? Infinity, applied: 0 }));
  }

  /** The fault for one request to `endpoint`; taking it uses up one time. */
  take(endpoint: Endpoint): Fault | undefined {
    const armed = this.armed.find(({ rule, left }) => left > 0 && appliesTo(rule.target, endpoint));
    if (!armed) return undefined;
    armed.left--;
    armed.applied++;
    return armed.rule.fault;
  }

  describe(): readonly { target: string; fault: Fault; left: number | null; applied: number }[] {
    return this.armed.map(({ rule, left, applied }) => ({
      target: rule.target,
      fault: rule.fault,
      left: Number.isFinite(left) ? left : null,
      applied,
    }));
  }
}
