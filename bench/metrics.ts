/**
 * What metrics cost: CPU of recording all that one delivery and its publish record, on and off in turn in one process, and of a
 * scrape. `npm run build && npx node bench/metrics.ts`. A job has some 25 deliveries in all services.
 */
import {
  forgetRendering,
  metrics,
  resumeRecording,
  scrape,
  stopRecording,
} from '@meeting-intelligence/metrics';
import { eventsConsumedBy, services } from '@meeting-intelligence/contracts';

const rounds = 60;
const deliveries = 5_000;
const queues = services.flatMap((service) =>
  eventsConsumedBy(service).map(({ type }) => `${service}.${type}`),
);

const perDelivery: Record<'on' | 'off', number[]> = { on: [], off: [] };
for (let round = 0; round < rounds; round += 1) {
  // In turn, and not always in the same order.
  for (const state of round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
    if (state === 'on') resumeRecording();
    else stopRecording();
    const before = process.cpuUsage();
    for (let index = 0; index < deliveries; index += 1) record(queues[index % queues.length]!);
    const { user, system } = process.cpuUsage(before);
    perDelivery[state].push((user + system) / deliveries);
  }
}
resumeRecording();
const scrapes: number[] = [];
let bytes = 0;
for (let index = 0; index < 50; index += 1) {
  forgetRendering();
  const before = process.cpuUsage();
  bytes = (await scrape()).body.length;
  const { user, system } = process.cpuUsage(before);
  scrapes.push((user + system) / 1_000);
}
const on = median(perDelivery.on.slice(10));
const off = median(perDelivery.off.slice(10));
console.log(
  [
    `recording one delivery and one publish: ${on.toFixed(2)} µs of CPU on, ${off.toFixed(2)} µs off, median of ${rounds - 10} pairs`,
    `that is ${((on - off) * 25).toFixed(0)} µs for the 25 deliveries of a job`,
    `a scrape with all ${queues.length} queues in one process: ${median(scrapes).toFixed(1)} ms of CPU, ${bytes} bytes`,
  ].join('\n'),
);

/** As libs/messaging/src/middleware/measure.ts does. */
function record(queue: string): void {
  metrics.consumedMessages.add({ messaging_destination_name: queue, redelivered: 'false' });
  metrics.queueWait.observe({ queue }, Math.random());
  metrics.processDuration.observe(
    { messaging_destination_name: queue, outcome: 'ack', error_type: undefined },
    Math.random(),
  );
  metrics.operationDuration.observe({ messaging_operation_name: 'settle' }, 0.002);
  metrics.sentMessages.add({ messaging_destination_name: `pipeline.events:${queue}` });
  metrics.operationDuration.observe({ messaging_operation_name: 'send' }, 0.004);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
