import { jobFailed, type JobFailed } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { DeliverWebhook } from './deliver-webhook.js';

@Controller()
export class NotifyFailedHandler {
  constructor(private readonly webhook: DeliverWebhook) {}

  @EventPattern<string>(jobFailed.type)
  handle(@Payload() event: JobFailed, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    return this.webhook.deliver(event, { outcome: 'failed', error: event.data.error }, context);
  }
}
