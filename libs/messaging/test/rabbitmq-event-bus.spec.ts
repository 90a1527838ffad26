import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, describe } from 'vitest';
import { eventBusContract } from './event-bus.contract.js';
import { startRabbitMq } from './rabbitmq.js';

const teardown = autoTeardown(afterEach);

describe('RabbitMqEventBus', () => {
  eventBusContract(() => startRabbitMq(teardown));
});
