import type { Envelope, JobCancelled } from '@meeting-intelligence/contracts';
import { LOGGER } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Inject, Injectable } from '@nestjs/common';

type JobEvent = Pick<Envelope, 'subject' | 'generation'>;

/**
 * Which jobs this service was told to leave alone, as markers in the object store. A marker is for one generation: who
 * replays the job wants it after all.
 */
@Injectable()
export class Cancellations {
  constructor(
    private readonly store: ObjectStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async add(event: JobCancelled): Promise<void> {
    await this.store.keepFirst(keyOf(event), () => Promise.resolve(event.time));
  }

  /** Whether to go no further with this event; if so, the log says what is left out: "its recording is not uploaded". */
  async stop(event: JobEvent, leftOut: string): Promise<boolean> {
    const isCancelled = await this.store.has(keyOf(event));
    if (isCancelled) this.logger.info(`job was cancelled: ${leftOut}`);
    return isCancelled;
  }
}

function keyOf({ subject, generation }: JobEvent): string {
  return `cancelled/transcription/${subject}/${generation}`;
}
