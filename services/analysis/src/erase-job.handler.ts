import { jobErased, type JobErased } from '@meeting-intelligence/contracts';
import type { HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { KeptAnswers } from './kept-answers.js';

/** The language provider keeps nothing of a job; what is kept here goes. */
@Controller()
export class EraseJobHandler {
  constructor(private readonly answers: KeptAnswers) {}

  @EventPattern<string>(jobErased.type)
  async handle(@Payload() { subject }: JobErased): Promise<HandlerResult> {
    await this.answers.erase(subject);
    return [];
  }
}
