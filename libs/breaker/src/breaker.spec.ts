import { AppError } from '@meeting-intelligence/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Breaker } from './breaker.js';

const noon = Date.parse('2026-11-20T12:00:00Z');
const down = (options?: { retryAfterMs: number }) =>
  new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'the speech provider answered 503', options);
const refused = new AppError('SPEECH_PROVIDER_REJECTED', 'the speech provider answered 400');
const paused = { code: 'SPEECH_PROVIDER_PAUSED', retryable: true };

let lines: { level: string; msg: string; until?: string; away_ms?: number }[];
let breaker: Breaker;

beforeEach(() => {
  vi.useFakeTimers({ now: noon });
  lines = [];
  const log = (level: string) => (fields: object, msg: string) => void lines.push({ level, ...fields, msg });
  breaker = new Breaker({
    provider: 'speech provider',
    failureCode: 'SPEECH_PROVIDER_UNAVAILABLE',
    pausedCode: 'SPEECH_PROVIDER_PAUSED',
    failures: 5,
    pauseMs: 30_000,
    logger: { info: log('info'), warn: log('warn') } as never,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('passes results and failures through while the provider fails now and then', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let failure = 0; failure < 4; failure += 1) {
      await expect(fail()).rejects.toMatchObject({ code: 'SPEECH_PROVIDER_UNAVAILABLE' });
    }
    expect(await succeed()).toBe('done');
  }

  expect(breaker.state).toBe('closed');
  expect(lines).toEqual([]);
});

test('sends nothing for the pause after so many failures in a row, and says until when', async () => {
  await open();
  const work = vi.fn(succeeding);

  await expect(breaker.run(work)).rejects.toMatchObject({
    ...paused,
    message: 'the speech provider is away: the next request is at 2026-11-20T12:00:30.000Z',
  });
  vi.advanceTimersByTime(29_999);
  await expect(breaker.run(work)).rejects.toMatchObject(paused);

  expect(work).not.toHaveBeenCalled();
  expect(breaker.state).toBe('open');
});

test('the failure that opens it spends nobody an attempt, and keeps its reason', async () => {
  for (let failure = 0; failure < 4; failure += 1) await fail().catch(() => undefined);

  await expect(fail()).rejects.toMatchObject({ ...paused, cause: down() });
});

test('a failure that was under way when it opened spends nobody an attempt', async () => {
  const late = Promise.withResolvers<never>();
  const underWay = breaker.run(() => late.promise);
  await open();

  late.reject(down());

  await expect(underWay).rejects.toMatchObject(paused);
});

test('lets one request find out after the pause, and nobody else meanwhile', async () => {
  await open();
  vi.advanceTimersByTime(30_000);
  const answer = Promise.withResolvers<string>();
  const trial = breaker.run(() => answer.promise);
  const work = vi.fn(succeeding);

  await expect(breaker.run(work)).rejects.toMatchObject({
    ...paused,
    message: 'the speech provider is away: one request is finding out',
  });
  expect(work).not.toHaveBeenCalled();
  expect(breaker.state).toBe('trying');

  answer.resolve('back');
  expect(await trial).toBe('back');
  expect(await breaker.run(work)).toBe('done');
  expect(breaker.state).toBe('closed');
});

test('stays open for another pause when the one request fails', async () => {
  await open();
  vi.advanceTimersByTime(30_000);

  await expect(fail()).rejects.toMatchObject(paused);
  vi.advanceTimersByTime(29_999);
  await expect(succeed()).rejects.toMatchObject(paused);
  vi.advanceTimersByTime(1);

  expect(await succeed()).toBe('done');
});

test('counts from the start when it is closed again', async () => {
  await open();
  vi.advanceTimersByTime(30_000);
  await succeed();

  await expect(fail()).rejects.toMatchObject({ code: 'SPEECH_PROVIDER_UNAVAILABLE' });
  expect(breaker.state).toBe('closed');
});

test.each([
  ['a request that was refused', refused],
  [
    'an answer that no other attempt makes better',
    new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'too long', { retryable: false }),
  ],
  ['a store that is away', new AppError('STORAGE_UNAVAILABLE', 'the disk is gone')],
  ['a process that is stopping', new Error('the process is stopping')],
])('%s says nothing about the provider', async (_, error) => {
  for (let failure = 0; failure < 4; failure += 1) await fail().catch(() => undefined);

  for (let other = 0; other < 10; other += 1) {
    await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
  }
  expect(breaker.state).toBe('closed');

  await expect(fail()).rejects.toMatchObject(paused);
});

test('a request that finds out nothing leaves it to the next, at once', async () => {
  await open();
  vi.advanceTimersByTime(30_000);

  await expect(breaker.run(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(breaker.state).toBe('open');

  expect(await succeed()).toBe('done');
  expect(breaker.state).toBe('closed');
});

test('waits as long as the provider asks for, but not for a day', async () => {
  await open({ retryAfterMs: 90_000 });
  vi.advanceTimersByTime(89_999);
  await expect(fail()).rejects.toMatchObject(paused);
  vi.advanceTimersByTime(1);

  await expect(fail({ retryAfterMs: 86_400_000 })).rejects.toMatchObject(paused);
  vi.advanceTimersByTime(600_000);

  expect(await succeed()).toBe('done');
});

test('does not mind a clock that is put back', async () => {
  await open();
  vi.setSystemTime(noon - 3_600_000);
  vi.advanceTimersByTime(30_000);

  expect(await succeed()).toBe('done');
});

test('says once that the provider is away, and once that it is back', async () => {
  await open();
  vi.advanceTimersByTime(30_000);
  await fail().catch(() => undefined);
  await breaker.run(() => Promise.reject(refused)).catch(() => undefined);
  vi.advanceTimersByTime(30_000);
  await succeed();

  expect(lines).toMatchObject([
    {
      level: 'warn',
      until: '2026-11-20T12:00:30.000Z',
      msg: 'the speech provider is away, 5 failures in a row: work for it waits',
    },
    { level: 'info', away_ms: 60_000, msg: 'the speech provider is back: work for it goes on' },
  ]);
});

async function open(options?: { retryAfterMs: number }): Promise<void> {
  for (let failure = 0; failure < 5; failure += 1) await fail(options).catch(() => undefined);
  expect(breaker.state).toBe('open');
}

function fail(options?: { retryAfterMs: number }): Promise<string> {
  return breaker.run(() => Promise.reject(down(options)));
}

function succeed(): Promise<string> {
  return breaker.run(succeeding);
}

function succeeding(): Promise<string> {
  return Promise.resolve('done');
}
