import { jobCompleted, type JobCompleted } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { DeliverWebhook } from './deliver-webhook.js';

@Controller()
export class NotifyCompletedHandler {
  constructor(private readonly webhook: DeliverWebhook) {}

  @EventPattern<string>(jobCompleted.type)
  handle(@Payload() event: JobCompleted, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    return this.webhook.deliver(event, { outcome: 'completed', meeting: event.data.meeting }, context);
  }
}
