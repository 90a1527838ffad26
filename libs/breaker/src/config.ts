import { durationMs, field } from '@meeting-intelligence/config';
import { z } from 'zod';

/** The environment of a service that has a breaker. `failures` is a service's own: see where it calls this. */
export function breakerFields(provider: string, failures: number) {
  return {
    BREAKER_FAILURES: field(
      z
        .string()
        .regex(/^[1-9]\d{0,3}$/, 'expected a whole number from 1 to 9999')
        .transform(Number),
      `failed requests to the ${provider} in a row after which work waits for it`,
      { default: String(failures), unit: 'requests' },
    ),
    BREAKER_PAUSE_MS: durationMs(
      `how long the ${provider} is left alone then, before one request finds out whether it is back`,
      30_000,
      { min: 1 },
    ),
  };
}
