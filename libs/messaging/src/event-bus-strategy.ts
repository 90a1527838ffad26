import { eventsConsumedBy, type Envelope, type ServiceName } from '@meeting-intelligence/contracts';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ClaimStore } from './claim-check.js';
import type { MessagingConfig } from './config.js';
import type { EventBus } from './event-bus.js';
import type { HandlerContext, HandlerResult, OnGivenUp } from './handler.js';
import { initialiseQueues } from './middleware/measure.js';
import type { OverdueHandlers } from './overdue-handlers.js';
import { queueName } from './queue-names.js';
import { createRunner, type Handler } from './run-handler.js';

export interface EventBusStrategyOptions {
  readonly service: ServiceName;
  readonly bus: EventBus;
  readonly config: Pick<
    MessagingConfig,
    'RETRY_DELAYS_MS' | 'HANDLER_TIMEOUT_MS' | 'GRACE_PERIOD_MS' | 'CLAIM_CHECK_BYTES'
  >;
  readonly onGivenUp: OnGivenUp;
  readonly logger: Logger;
  readonly claimStore?: ClaimStore;
  readonly overdue?: OverdueHandlers;
}

/**
 * Runs Nest's `@EventPattern` handlers on an event bus. Handlers are called with (event, context), through the pipes,
 * guards, interceptors and filters of the application. Needs `RethrowExceptions` as a filter.
 */
export class EventBusStrategy extends Server implements CustomTransportStrategy {
  constructor(private readonly options: EventBusStrategyOptions) {
    super();
  }

  /** Subscribes; does not wait for the broker. Hands an error to `callback` when handlers and pipeline differ. */
  override listen(callback: (error?: Error) => void): void {
    const { service, bus, config, onGivenUp, logger, claimStore, overdue } = this.options;
    try {
      const handlers = this.collectHandlers();
      const deliver = createRunner({
        service,
        bus,
        handlers,
        onGivenUp,
        retryDelaysMs: config.RETRY_DELAYS_MS,
        handlerTimeoutMs: config.HANDLER_TIMEOUT_MS,
        claimCheckBytes: config.CLAIM_CHECK_BYTES,
        logger,
        claimStore,
        overdue,
      });
      initialiseQueues([...handlers.keys()].map((type) => queueName(service, type)));
      bus.subscribe({ service, types: [...handlers.keys()], deliver });
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback();
  }

  /** Waits for the events in flight. The bus stays open: what is left to do at shutdown may still publish. */
  override async close(): Promise<void> {
    await this.options.bus.drain(this.options.config.GRACE_PERIOD_MS);
  }

  override on(): never {
    throw new Error('EventBusStrategy has no events of its own: see EventBus.readiness()');
  }

  override unwrap<Bus>(): Bus {
    return this.options.bus as Bus;
  }

  private collectHandlers(): Map<string, Handler> {
    const { service } = this.options;
    const expected = eventsConsumedBy(service).map(({ type }) => type);
    const found = [...this.messageHandlers];
    const faults = [
      ...expected.filter((type) => !this.messageHandlers.has(type)).map((type) => `no handler for ${type}`),
      ...found
        .filter(([type]) => !expected.includes(type))
        .map(([type]) => `a handler for ${type}, which ${service} does not consume`),
      ...found.filter(([, handler]) => handler.next).map(([type]) => `more than one handler for ${type}`),
      ...found
        .filter(([, handler]) => !handler.isEventHandler)
        .map(([type]) => `${type} is a @MessagePattern; expected @EventPattern`),
    ];
    if (faults.length > 0)
      throw new Error(`the handlers of ${service} differ from contracts/pipeline.ts: ${faults.join('; ')}`);
    return new Map(found.map(([type, handler]) => [type, asHandler(handler)]));
  }
}

function asHandler(handler: MessageHandler): Handler {
  return async (event: Envelope, context: HandlerContext) => {
    try {
      const result: unknown = await handler(event, context);
      // An interceptor makes an observable of what the handler returns.
      const value: unknown = isObservable(result)
        ? await lastValueFrom(result, { defaultValue: undefined })
        : result;
      return value as HandlerResult | void;
    } catch (thrown) {
      throw isSwallowed(thrown)
        ? new Error('Nest hid what was thrown: add RethrowExceptions to the filters', { cause: thrown })
        : thrown;
    }
  };
}

/** What Nest's default filter makes of any error: `{ status: 'error', message: 'Internal server error' }`. */
function isSwallowed(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    !(thrown instanceof Error) &&
    'status' in thrown &&
    thrown.status === 'error'
  );
}
