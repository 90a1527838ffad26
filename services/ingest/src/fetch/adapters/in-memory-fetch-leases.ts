import { FetchLeases } from '../fetch-leases.js';

export class InMemoryFetchLeases extends FetchLeases {
  private readonly leases = new Map<string, { readonly holder: string; readonly untilMs: number }>();

  async take(jobId: string, holder: string, forMs: number): Promise<boolean> {
    const now = performance.now();
    if ((this.leases.get(jobId)?.untilMs ?? 0) > now) return false;
    this.leases.set(jobId, { holder, untilMs: now + forMs });
    return true;
  }

  async extend(jobId: string, holder: string, forMs: number): Promise<void> {
    if (this.leases.get(jobId)?.holder !== holder) return;
    this.leases.set(jobId, { holder, untilMs: performance.now() + forMs });
  }

  async release(jobId: string, holder: string): Promise<void> {
    if (this.leases.get(jobId)?.holder === holder) this.leases.delete(jobId);
  }
}
