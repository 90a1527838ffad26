import { jobErased, type JobErased } from '@meeting-intelligence/contracts';
import { ErasedJobs, type HandlerResult } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { recordingKeysOf } from '../recordings/recording-key.js';

/**
 * Deletes what the object store has of an erased job and no other service owns: its recording, and what its events left on their
 * way (data that travelled by claim check, notes about suspects). The marker comes first: who stores some of it later sees it.
 */
@Controller()
export class EraseObjectsHandler {
  private readonly erased: ErasedJobs;

  constructor(private readonly store: ObjectStore) {
    this.erased = new ErasedJobs(store);
  }

  /** @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  @EventPattern<string>(jobErased.type)
  async handle(@Payload() { subject }: JobErased): Promise<HandlerResult> {
    await this.erased.add(subject);
    for await (const key of recordingKeysOf(subject, this.store)) await this.store.delete(key);
    for (const root of ['events', 'suspects']) await this.store.deleteAll(`${root}/${subject}/`);
    return [];
  }
}
