/** The provider stand-in as its owner sees it: failure switches, and what it would have sent a bill for. */
export interface ProviderBill {
  readonly submissions: number;
  readonly chats: number;
  /** Audio URLs that were submitted more than once. */
  readonly repeated: readonly string[];
}

export class Provider {
  constructor(private readonly url: string) {}

  /** Replaces the faults in force, in the syntax of tools/provider-stand-in/README.md. */
  async setFaults(faults: string): Promise<void> {
    const body = JSON.stringify({ faults });
    await this.call('/faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  }

  async clearFaults(): Promise<void> {
    await this.call('/faults', { method: 'DELETE' });
  }

  /** How often a fault of those in force was met. */
  async faultsApplied(): Promise<number> {
    const { rules } = (await (await this.call('/faults')).json()) as { rules: { applied: number }[] };
    return rules.reduce((sum, { applied }) => sum + applied, 0);
  }

  async bill(): Promise<ProviderBill> {
    const report = (await (await this.call('/stats')).json()) as {
      submissions: { total: number; by_audio_url: Record<string, number> };
      chat: { total: number };
    };
    const repeated = Object.entries(report.submissions.by_audio_url).flatMap(([url, count]) =>
      count > 1 ? [url] : [],
    );
    return { submissions: report.submissions.total, chats: report.chat.total, repeated };
  }

  private async call(path: string, request?: RequestInit): Promise<Response> {
    const response = await fetch(new URL(path, this.url), request);
    if (!response.ok) throw new Error(`stand-in ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
