import type { Envelope, JobCancelled, ServiceName } from '@meeting-intelligence/contracts';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';

type JobEvent = Pick<Envelope, 'subject' | 'generation'>;

/**
 * Which jobs this service was told to leave alone, as markers in the object store. A marker is for one generation: who
 * replays the job wants it after all.
 */
export class Cancellations {
  constructor(
    private readonly service: ServiceName,
    private readonly store: ObjectStore,
    private readonly logger: Pick<Logger, 'info'>,
  ) {}

  async add(event: JobCancelled): Promise<void> {
    await this.store.keepFirst(this.keyOf(event), () => Promise.resolve(event.time));
  }

  has(event: JobEvent): Promise<boolean> {
    return this.store.has(this.keyOf(event));
  }

  /** Whether to go no further with this event; if so, the log says what is left out: "its recording is not uploaded". */
  async stop(event: JobEvent, leftOut: string): Promise<boolean> {
    const isCancelled = await this.has(event);
    if (isCancelled) this.logger.info(`job was cancelled: ${leftOut}`);
    return isCancelled;
  }

  private keyOf({ subject, generation }: JobEvent): string {
    return `cancelled/${this.service}/${subject}/${generation}`;
  }
}
