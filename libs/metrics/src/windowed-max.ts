interface Longest {
  readonly labels: Readonly<Record<string, string>>;
  /** Largest value of each minute, by the minute modulo the window. */
  readonly slots: { minute: number; value: number }[];
}

const WINDOW_MINUTES = 5;

/** The largest value of the last five minutes for each set of labels. One that has none any more tells nothing. */
export class WindowedMax {
  private readonly byLabels = new Map<string, Longest>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  note(labels: Readonly<Record<string, string>>, value: number): void {
    const key = Object.values(labels).join('\u0000');
    let longest = this.byLabels.get(key);
    if (!longest) this.byLabels.set(key, (longest = { labels, slots: [] }));
    const minute = this.minute();
    const slot = longest.slots[minute % WINDOW_MINUTES];
    if (slot?.minute === minute) slot.value = Math.max(slot.value, value);
    else longest.slots[minute % WINDOW_MINUTES] = { minute, value };
  }

  readings(): { labels: Readonly<Record<string, string>>; value: number }[] {
    const oldest = this.minute() - WINDOW_MINUTES;
    return [...this.byLabels.values()].flatMap(({ labels, slots }) => {
      const values = slots.filter(({ minute }) => minute > oldest).map(({ value }) => value);
      return values.length > 0 ? [{ labels, value: Math.max(...values) }] : [];
    });
  }

  private minute(): number {
    return Math.floor(this.now() / 60_000);
  }
}
