/** What one can wait for: something was recorded of a job, of any job of an owner, or of any job of the bulk lane. */
export const topicOf = {
  job: (id: string) => `job:${id}`,
  owner: (owner: string) => `owner:${owner}`,
  bulkLane: 'bulk lane',
};

/** Who in this process waits for what. However many wait, the database tells the process once (adapters/postgres-wakeups.ts). */
export class Wakeups {
  private readonly watchers = new Map<string, Set<() => void>>();

  /** Calls `onRing` whenever there may be something new of the topic, until the returned function is called. */
  watch(topic: string, onRing: () => void): () => void {
    const watchers = this.watchers.get(topic) ?? new Set();
    this.watchers.set(topic, watchers.add(onRing));
    return () => {
      watchers.delete(onRing);
      if (watchers.size === 0 && this.watchers.get(topic) === watchers) this.watchers.delete(topic);
    };
  }

  ring(topic: string): void {
    for (const onRing of this.watchers.get(topic) ?? []) onRing();
  }

  /** Everybody, or those whose topics begin so. */
  ringAll(prefix = ''): void {
    for (const topic of this.watchers.keys()) {
      if (topic.startsWith(prefix)) this.ring(topic);
    }
  }

  /** The ids of the jobs that somebody waits for. */
  watchedJobs(): readonly string[] {
    const prefix = topicOf.job('');
    return [...this.watchers.keys()]
      .filter((topic) => topic.startsWith(prefix))
      .map((topic) => topic.slice(prefix.length));
  }

  /** Whether somebody waits for the jobs of an owner. */
  isAnyOwnerWatched(): boolean {
    return [...this.watchers.keys()].some((topic) => topic.startsWith(topicOf.owner('')));
  }
}
