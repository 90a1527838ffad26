import { bytes, durationMs, field, type ValuesOf } from '@meeting-intelligence/config';
import { z } from 'zod';

const delays = z
  .string()
  .regex(/^\d+(,\d+)*$/, 'expected whole numbers of milliseconds with commas between them')
  .transform((list) => list.split(',').map(Number))
  .refine(
    (list) => list.every((ms, index) => ms > 0 && ms > (list[index - 1] ?? 0)),
    'expected growing delays above 0',
  );

/** The environment of every service that takes part in the pipeline. */
export const messagingFields = {
  AMQP_URL: field(
    z.url({ protocol: /^amqps?$/, error: 'expected amqp://USER:PASSWORD@HOST:PORT or amqps://…' }),
    'the broker, with credentials and virtual host',
  ),
  QUEUE_PREFIX: field(
    z.string().regex(/^[\w.-]*$/, 'expected letters, digits, ".", "_" or "-"'),
    'put before every exchange and queue name; for several installations on one broker',
    { default: '' },
  ),
  CONCURRENCY: field(
    z
      .string()
      .regex(/^[1-9]\d?$/, 'expected a whole number from 1 to 99')
      .transform(Number),
    'events of each type that one process handles at the same time',
    { default: '2', unit: 'events' },
  ),
  RETRY_DELAYS_MS: field(
    delays,
    'waits before the second, third … attempt; after the last the event is dead-lettered',
    {
      default: '60000,120000,240000',
      unit: 'ms',
    },
  ),
  DEFER_DELAYS_MS: field(delays, 'waits that a handler may ask for without failing', {
    default: '3000,6000,12000,30000',
    unit: 'ms',
  }),
  // The broker takes a message back from a consumer that holds it for 30 minutes (consumer_timeout).
  HANDLER_TIMEOUT_MS: durationMs('how long the handling of one event may take', 600_000, {
    min: 1,
    max: 1_500_000,
  }),
  GRACE_PERIOD_MS: durationMs(
    'how long events in flight may take to finish when the process is asked to stop',
    20_000,
  ),
  CLAIM_CHECK_BYTES: bytes('events larger than this travel by reference to the object store', 262_144),
};

export type MessagingConfig = ValuesOf<typeof messagingFields>;
