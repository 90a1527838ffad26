import { jobCancelled, type JobCancelled } from '@meeting-intelligence/contracts';
import type { HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Cancellations } from './cancellations.js';

/** Leaves a marker that is looked at before anything is spent; events of the job may be on their way already. */
@Controller()
export class CancelJobHandler {
  constructor(private readonly cancellations: Cancellations) {}

  @EventPattern<string>(jobCancelled.type)
  async handle(@Payload() event: JobCancelled): Promise<HandlerResult> {
    await this.cancellations.add(event);
    return [];
  }
}
