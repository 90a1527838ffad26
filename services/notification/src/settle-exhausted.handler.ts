import { webhookExhausted, type WebhookExhausted } from '@meeting-intelligence/contracts';
import { deferUntried, type HandlerContext, type HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Deliveries } from './deliveries.js';
import { deliveryOf } from './delivery.js';

const lookAgainMs = 3_000;

/** Why a webhook was given up may be that its sending ended the process: then nobody lived to mark it. So it is marked here. */
@Controller()
export class SettleExhaustedHandler {
  constructor(private readonly deliveries: Deliveries) {}

  @EventPattern<string>(webhookExhausted.type)
  async handle(
    @Payload() event: WebhookExhausted,
    @Ctx() { checkpoint }: HandlerContext,
  ): Promise<HandlerResult> {
    const isSettled = await this.deliveries.giveUp(deliveryOf(event, event.data.outcome));
    return isSettled ? [] : deferUntried(lookAgainMs, checkpoint);
  }
}
