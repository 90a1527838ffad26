import type { Envelope, EventDraft, ServiceName } from '@meeting-intelligence/contracts';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { envelopesOf } from '../envelopes-of.js';
import type { EventBus } from '../event-bus.js';
import { queueName } from '../queue-names.js';
import { Inbox, Outbox, type Transaction } from './inbox.js';

/** Remembers in memory and publishes at once, for tests with repositories that ignore their transaction. */
export class InMemoryInbox extends Inbox {
  private readonly handled = new Map<string, Promise<void>>();

  constructor(
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly service: ServiceName,
  ) {
    super();
  }

  override async once(
    event: Envelope,
    work: (transaction: Transaction) => Promise<readonly EventDraft[]>,
  ): Promise<readonly EventDraft[]> {
    const key = `${queueName(this.service, event.type)} ${event.id}`;
    for (let before = this.handled.get(key); before; before = this.handled.get(key)) {
      if (
        await before.then(
          () => true,
          () => false,
        )
      )
        return [];
    }
    const handling = this.handle(event, work);
    this.handled.set(key, handling);
    try {
      await handling;
    } catch (error) {
      this.handled.delete(key); // rolled back
      throw error;
    }
    return [];
  }

  private async handle(
    event: Envelope,
    work: (transaction: Transaction) => Promise<readonly EventDraft[]>,
  ): Promise<void> {
    const drafts = await work({} as Transaction);
    const origin = { source: this.service, traceparent: traceHeaders().traceparent };
    await this.bus.publish(envelopesOf(drafts, event, origin));
  }
}

export class InMemoryOutbox extends Outbox {
  constructor(private readonly bus: Pick<EventBus, 'publish'>) {
    super();
  }

  override async add(_transaction: Transaction, events: readonly Envelope[]): Promise<void> {
    await this.bus.publish(events);
  }

  /** Nothing ever waits. */
  override async withdraw(): Promise<void> {}
}
