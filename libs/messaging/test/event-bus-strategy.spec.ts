import 'reflect-metadata';
import {
  eventsConsumedBy,
  jobFailed,
  jobSubmitted,
  recordingPrepared,
  type EventDraft,
  type JobSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import {
  Catch,
  Controller,
  Injectable,
  Module,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { map } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  deadLetterHeaders,
  EventBusStrategy,
  InMemoryEventBus,
  RethrowExceptions,
  type HandlerContext,
  type HandlerResult,
} from '../src/index.js';
import { newEvent, silent, submitted } from './support.js';

const teardown = autoTeardown(afterEach);
const handle = vi.fn<(event: JobSubmitted, context: HandlerContext) => Promise<HandlerResult>>();
beforeEach(() => void handle.mockReset().mockResolvedValue([]));

@Controller()
class Follow {
  @EventPattern<string>('recording.prepared.v1')
  async prepared(): Promise<EventDraft[]> {
    return [];
  }

  @EventPattern<string>('transcription.submitted.v1')
  async submitted(): Promise<EventDraft[]> {
    return [];
  }

  @EventPattern<string>('job.cancelled.v1')
  async cancelled(): Promise<EventDraft[]> {
    return [];
  }

  @EventPattern<string>('job.erased.v1')
  async erased(): Promise<EventDraft[]> {
    return [];
  }
}

@Controller()
class Submit {
  @EventPattern<string>(jobSubmitted.type)
  async handle(@Payload() event: JobSubmitted, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    return handle(event, context);
  }
}

test('calls a handler with event and context, and publishes what it returns', async () => {
  handle.mockResolvedValue([recordingPrepared(recordingPrepared.example)]);
  const { bus } = await start(Submit, Follow);
  const event = newEvent();

  await bus.publish([event]);
  await bus.idle();

  expect(handle).toHaveBeenCalledExactlyOnceWith(
    event,
    expect.objectContaining({ attempt: 1, isLastAttempt: false }),
  );
  expect(bus.published.map(({ type }) => type)).toEqual(['job.submitted.v1', 'recording.prepared.v1']);
});

test('lets the error of a handler reach the runner as it was thrown', async () => {
  handle.mockRejectedValue(new AppError('AUDIO_UNREADABLE', 'no audio stream'));
  const { bus } = await start(Submit, Follow);

  await bus.publish([newEvent()]);
  await bus.idle();

  expect(handle).toHaveBeenCalledTimes(1);
  expect(bus.deadLetters(submitted)[0]?.headers).toMatchObject({
    [deadLetterHeaders.errorCode]: 'AUDIO_UNREADABLE',
    [deadLetterHeaders.reason]: 'permanent',
  });
  expect(bus.published.at(-1)).toMatchObject({
    type: 'job.failed.v1',
    data: { error: { code: 'AUDIO_UNREADABLE' } },
  });
});

test('names the missing filter where Nest hid what was thrown', async () => {
  handle.mockRejectedValue(new AppError('AUDIO_UNREADABLE', 'no audio stream'));
  const { bus } = await start(Submit, Follow, { filter: false });

  await bus.publish([newEvent()]);
  await bus.idle();

  expect(bus.deadLetters(submitted)[0]?.headers[deadLetterHeaders.errorMessage]).toContain(
    'RethrowExceptions',
  );
});

const refusal = new AppError('INVALID_REQUEST', 'refused');

class RefusingPipe implements PipeTransform {
  transform(): never {
    throw refusal;
  }
}
class RefusingGuard implements CanActivate {
  canActivate(): never {
    throw refusal;
  }
}
class RefusingInterceptor implements NestInterceptor {
  intercept(): never {
    throw refusal;
  }
}

test.each([
  ['pipe', UsePipes(new RefusingPipe())],
  ['guard', UseGuards(new RefusingGuard())],
  ['interceptor', UseInterceptors(new RefusingInterceptor())],
])('lets the error of a %s reach the runner as it was thrown', async (_what, decorate) => {
  const { bus } = await start(submitWith(decorate), Follow);

  await bus.publish([newEvent()]);
  await bus.idle();

  expect(handle).not.toHaveBeenCalled();
  expect(bus.deadLetters(submitted)[0]?.headers[deadLetterHeaders.errorCode]).toBe('INVALID_REQUEST');
});

@Injectable()
class OwnerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToRpc().getData<JobSubmitted>().owner === 'cms';
  }
}
class TwiceInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<EventDraft[]>) {
    return next.handle().pipe(map((drafts) => [...drafts, ...drafts]));
  }
}
@Catch(TypeError)
class TypeErrorsAreFinal implements ExceptionFilter {
  catch(error: TypeError): never {
    throw new AppError('UNEXPECTED', error.message, { retryable: false });
  }
}

test('runs guards and interceptors around a handler', async () => {
  handle.mockResolvedValue([jobFailed(jobFailed.example)]);
  const { bus } = await start(
    submitWith(UseGuards(OwnerGuard), UseInterceptors(new TwiceInterceptor())),
    Follow,
  );

  await bus.publish([newEvent()]);
  await bus.idle();

  expect(bus.published.filter(({ type }) => type === 'job.failed.v1')).toHaveLength(2);
});

test('runs a filter of a controller before the general one', async () => {
  handle.mockRejectedValue(new TypeError('a bug'));
  const { bus } = await start(submitWith(UseFilters(new TypeErrorsAreFinal())), Follow);

  await bus.publish([newEvent()]);
  await bus.idle();

  expect(handle).toHaveBeenCalledTimes(1);
  expect(bus.deadLetters(submitted)).toHaveLength(1);
});

@Controller()
class SubmitAgain {
  @EventPattern<string>('job.submitted.v1')
  async handle(): Promise<EventDraft[]> {
    return [];
  }
}
@Controller()
class Foreign {
  @EventPattern<string>('webhook.delivered.v1')
  async handle(): Promise<EventDraft[]> {
    return [];
  }
}
@Controller()
class Asking {
  @MessagePattern('job.submitted.v1')
  async handle(): Promise<EventDraft[]> {
    return [];
  }
}

test.each<[string, Type[], string]>([
  ['a missing handler', [Follow], 'no handler for job.submitted.v1'],
  ['two handlers for one event', [Submit, SubmitAgain, Follow], 'more than one handler for job.submitted.v1'],
  ['a handler for an event of others', [Submit, Follow, Foreign], 'a handler for webhook.delivered.v1'],
  ['a handler that wants to answer', [Asking, Follow], 'job.submitted.v1 is a @MessagePattern'],
])('does not start with %s', async (_what, controllers, message) => {
  await expect(startWith(controllers)).rejects.toThrow(message);
});

test('what is counted of its queues is there, at zero, before the first event', async () => {
  registry.resetMetrics();
  await start(Submit, Follow);
  forgetRendering();
  const lines = (await scrape()).body.split('\n');

  for (const type of eventsConsumedBy('transcription').map((event) => event.type)) {
    const queue = `transcription.${type}`;
    expect(lines).toEqual(
      expect.arrayContaining([
        `messaging_client_consumed_messages_total{messaging_destination_name="${queue}",redelivered="true"} 0`,
        `messaging_process_duration_seconds_count{messaging_destination_name="${queue}",outcome="ack"} 0`,
        `message_retries_total{queue="${queue}"} 0`,
        `messages_dead_lettered_total{queue="${queue}",reason="malformed"} 0`,
        `messages_dead_lettered_total{queue="${queue}",reason="permanent"} 0`,
        `messages_dead_lettered_total{queue="${queue}",reason="exhausted"} 0`,
        `messages_dead_lettered_total{queue="${queue}",reason="poison"} 0`,
      ]),
    );
  }
  expect(lines.filter((line) => line.startsWith('messages_dead_lettered_total{queue="analysis'))).toEqual([]);
});

test('drains when the application closes', async () => {
  const { promise, resolve } = Promise.withResolvers<EventDraft[]>();
  handle.mockReturnValue(promise);
  const { bus, app } = await start(Submit, Follow);
  await bus.publish([newEvent()]);
  await eventually(() => expect(handle).toHaveBeenCalled());

  let closed = false;
  const closing = app.close().then(() => (closed = true));
  await eventually(() => expect(bus.readiness().ready).toBe(false));
  expect(closed).toBe(false);
  resolve([jobFailed(jobFailed.example)]);
  await closing;

  expect(bus.published).toHaveLength(2);
});

function submitWith(...decorators: (ClassDecorator | (MethodDecorator & ClassDecorator))[]): Type {
  @Controller()
  class Decorated extends Submit {}
  for (const decorate of decorators) decorate(Decorated);
  return Decorated;
}

function start(submit: Type, follow: Type, options?: { filter: boolean }) {
  return startWith([submit, follow], options);
}

async function startWith(controllers: Type[], { filter } = { filter: true }) {
  // The transcription service of this spec consumes exactly these.
  expect(eventsConsumedBy('transcription').map(({ type }) => type)).toEqual([
    'job.submitted.v1',
    'recording.prepared.v1',
    'transcription.submitted.v1',
    'job.cancelled.v1',
    'job.erased.v1',
  ]);
  const bus = teardown.use(new InMemoryEventBus());
  const strategy = new EventBusStrategy({
    service: 'transcription',
    bus,
    config: {
      RETRY_DELAYS_MS: [1, 2],
      HANDLER_TIMEOUT_MS: 5_000,
      GRACE_PERIOD_MS: 1_000,
      CLAIM_CHECK_BYTES: 262_144,
    },
    onGivenUp: (_event, { code, message, retryable }) => [
      jobFailed({ error: { code, message, retryable, stage: 'transcription' } }),
    ],
    logger: silent,
  });
  @Module({ controllers, providers: [OwnerGuard] })
  class App {}
  const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
  teardown.add('app', () => app.close());
  if (filter) app.useGlobalFilters(new RethrowExceptions());
  await app.listen();
  return { bus, app };
}
