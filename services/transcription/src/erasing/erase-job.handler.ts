import { jobErased, type JobErased } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { JobTraces } from './job-traces.js';

@Controller()
export class EraseJobHandler {
  constructor(private readonly traces: JobTraces) {}

  @EventPattern<string>(jobErased.type)
  handle(@Payload() event: JobErased, @Ctx() { signal }: HandlerContext): Promise<HandlerResult> {
    return this.traces.erase(event, signal);
  }
}
