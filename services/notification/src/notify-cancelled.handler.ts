import { jobCancelled, type JobCancelled } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { DeliverWebhook } from './deliver-webhook.js';

@Controller()
export class NotifyCancelledHandler {
  constructor(private readonly webhook: DeliverWebhook) {}

  @EventPattern<string>(jobCancelled.type)
  handle(@Payload() event: JobCancelled, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    return this.webhook.deliver(event, { outcome: 'cancelled' }, context);
  }
}
