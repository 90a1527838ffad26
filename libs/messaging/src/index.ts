export type { ClaimStore } from './claim-check.js';
export { messagingFields, type MessagingConfig } from './config.js';
export type { DeadMessage } from './dead-letters/dead-message.js';
export {
  attemptsOf,
  describeDeadLetter,
  type DeadLetterDescription,
} from './dead-letters/describe-dead-letter.js';
export { editableText, EditFaults, readEdited } from './dead-letters/edit.js';
export { exportDeadLetter, readExported } from './dead-letters/export.js';
export { deadLetterId } from './dead-letters/identity.js';
export { replayOf, type Replay } from './dead-letters/replay.js';
export { deterministicId } from './deterministic-id.js';
export { envelopesOf } from './envelopes-of.js';
export { ErasedJobs } from './erased-jobs.js';
export {
  EventBus,
  type Deliver,
  type Delivery,
  type QueueCounts,
  type SlotCounts,
  type Subscription,
} from './event-bus.js';
export { EventBusStrategy, type EventBusStrategyOptions } from './event-bus-strategy.js';
export {
  defer,
  deferUntried,
  Deferral,
  type HandlerContext,
  type HandlerResult,
  type OnGivenUp,
} from './handler.js';
export {
  InMemoryEventBus,
  type DeadLetter,
  type InMemoryEventBusOptions,
} from './in-memory/in-memory-event-bus.js';
export { deadLetterHeaders, headerNames, replayHeaders, type MessageHeaders } from './message/headers.js';
export { causedEvent, rootEvent, type Origin } from './new-event.js';
export { Inbox, Outbox, type Transaction } from './outbox/inbox.js';
export { InMemoryInbox, InMemoryOutbox } from './outbox/in-memory-inbox.js';
export { OutboxModule, type OutboxOptions } from './outbox/outbox.module.js';
export { OutboxRelay, type OutboxRelayOptions } from './outbox/outbox-relay.js';
export { createInboxAndOutbox, dropInboxAndOutbox } from './outbox/tables.js';
export { TypeOrmInbox } from './outbox/typeorm-inbox.js';
export { TypeOrmOutbox } from './outbox/typeorm-outbox.js';
export type { Outcome } from './outcome.js';
export { OverdueHandlers } from './overdue-handlers.js';
export { deadQueueName, exchangeNames, queueName } from './queue-names.js';
export {
  DeadLetterQueues,
  type DeadLetterQueue,
  type HeldDeadLetter,
} from './rabbitmq/dead-letter-queues.js';
export type { Look } from './rabbitmq/look.js';
export {
  createRabbitMqEventBus,
  type RabbitMqConfig,
  type RabbitMqEventBusOptions,
} from './rabbitmq/rabbitmq-event-bus.js';
export { RethrowExceptions } from './rethrow-exceptions.js';
export { createRunner, type Handler, type RunnerOptions } from './run-handler.js';
