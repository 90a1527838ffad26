import { RateLimiterMemory } from 'rate-limiter-flexible';
import { expect, test } from 'vitest';
import { rateHeaders, refuseExceeded, RequestRates } from './request-rates.js';

const rates = () =>
  new RequestRates({ creates: new RateLimiterMemory({ points: 2, duration: 60 }), reads: undefined });

test('says what is left, and when there is all of it again', async () => {
  const counted = rates();

  const first = await counted.count('creates', 'a');
  await counted.count('creates', 'a');
  const third = await counted.count('creates', 'a');

  expect(first).toMatchObject({ perMinute: 2, left: 1, isExceeded: false });
  expect(third).toMatchObject({ perMinute: 2, left: 0, isExceeded: true });
  expect(third!.resetsInSeconds).toBeGreaterThan(0);
  expect(third!.resetsInSeconds).toBeLessThanOrEqual(60);
});

test('what one does leaves the others alone', async () => {
  const counted = rates();
  for (let index = 0; index < 3; index += 1) await counted.count('creates', 'a');

  expect(await counted.count('creates', 'b')).toMatchObject({ left: 1 });
});

test('a rate without a limit is not counted', async () => {
  expect(await rates().count('reads', 'a')).toBeUndefined();
});

test('the headers are those of the draft', () => {
  const quota = { rate: 'reads', perMinute: 600, left: 599, resetsInSeconds: 42, isExceeded: false } as const;

  expect(rateHeaders(quota)).toEqual({
    'ratelimit-policy': '"reads";q=600;w=60',
    ratelimit: '"reads";r=599;t=42',
  });
});

test('what is too much may come again when the minute is up', () => {
  const quota = { rate: 'reads', perMinute: 600, left: 0, resetsInSeconds: 42, isExceeded: true } as const;

  expect(() => refuseExceeded(quota)).toThrow(
    expect.objectContaining({ code: 'RATE_LIMITED', retryAfterSeconds: 42 }),
  );
});
