import type { ChatSchema } from './faults/fault-rule.js';

export interface StatsReport {
  readonly uploads: number;
  readonly submissions: { readonly total: number; readonly by_audio_url: Readonly<Record<string, number>> };
  readonly deletions: number;
  readonly chat: {
    readonly total: number;
    readonly by_schema: Readonly<Partial<Record<ChatSchema, number>>>;
  };
  readonly faults: Readonly<Record<string, number>>;
}

/**
 * Counts work that a real provider would send a bill for, since the process started: requests that an injected status
 * turned away are not in it, answers that were lost on the way back are.
 */
export class Stats {
  private uploads = 0;
  private deletions = 0;
  private readonly submissions = new Map<string, number>();
  private readonly chats = new Map<ChatSchema, number>();
  private readonly faults = new Map<string, number>();

  upload(): void {
    this.uploads++;
  }

  submission(audioUrl: string): void {
    increment(this.submissions, audioUrl);
  }

  deletion(): void {
    this.deletions++;
  }

  chat(schema: ChatSchema): void {
    increment(this.chats, schema);
  }

  fault(kind: string): void {
    increment(this.faults, kind);
  }

  report(): StatsReport {
    return {
      uploads: this.uploads,
      submissions: { total: total(this.submissions), by_audio_url: Object.fromEntries(this.submissions) },
      deletions: this.deletions,
      chat: { total: total(this.chats), by_schema: Object.fromEntries(this.chats) },
      faults: Object.fromEntries(this.faults),
    };
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function total(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
