// A service as a process of its own, whose handler of transcript.created takes HANDLING_MS and can be interrupted.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { analysisCompleted, eventsConsumedBy, transcriptCreated } from '@meeting-intelligence/contracts';
import { runService, serviceFields } from '@meeting-intelligence/service';
import { startTelemetry } from '@meeting-intelligence/telemetry';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Controller, Module } from '@nestjs/common';

class Handler {
  async handle(event, { signal, checkpoint }) {
    if (event.type !== transcriptCreated.type) return [];
    process.stdout.write(`handling from ${JSON.stringify(checkpoint ?? null)}\n`);
    await sleep(Number(process.env.HANDLING_MS), undefined, { signal });
    return [analysisCompleted(analysisCompleted.example)];
  }
}
// Decorators by hand: this file is run as it is.
Controller()(Handler);
Payload()(Handler.prototype, 'handle', 0);
Ctx()(Handler.prototype, 'handle', 1);
EventPattern(eventsConsumedBy('analysis').map(({ type }) => type))(
  Handler.prototype,
  'handle',
  Object.getOwnPropertyDescriptor(Handler.prototype, 'handle'),
);
class AnalysisModule {
  /** As a service whose database is not there yet. */
  onModuleInit() {
    return process.env.STARTS_NEVER ? new Promise(() => undefined) : undefined;
  }
}
Module({ controllers: [Handler] })(AnalysisModule);

await runService(
  { name: 'analysis', fields: serviceFields, module: () => ({ module: AnalysisModule }) },
  '0.0.0',
  await startTelemetry('analysis', '0.0.0'),
);
