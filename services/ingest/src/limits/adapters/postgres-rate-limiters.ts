import { tellingOutages } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { inTime } from '../../http/in-time.js';
import type { Rate } from '../request-rates.js';

/** A limiter must not make anybody wait for a database that does not answer. */
const answerWithinMs = 1_000;

/**
 * One round trip for each request, none for a key that is over its limit until its minute is up. While the database is away
 * each gateway counts for itself: what needs the database is answered 503 anyway. Windows end by the clocks of the gateways.
 */
export function postgresRateLimiters(
  dataSource: Pick<DataSource, 'query'>,
  perMinute: Readonly<Record<Rate, number>>,
  logger: Pick<Logger, 'warn'>,
): Record<Rate, RateLimiterAbstract | undefined> {
  const limiterOf = (rate: Rate) => {
    const points = perMinute[rate];
    if (points === 0) return undefined;
    const options = { keyPrefix: rate, points, duration: 60 };
    return new RateLimiterPostgres({
      ...options,
      storeClient: clientOn(dataSource, logger),
      storeType: 'client',
      schemaName: 'ingest',
      tableName: 'request_rates',
      // By our migration, as it forgets what is over (forget-requests.ts).
      tableCreated: true,
      clearExpiredByTimeout: false,
      inMemoryBlockOnConsumed: points,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  };
  return { creates: limiterOf('creates'), reads: limiterOf('reads') };
}

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** As much of `pg` as the library uses, on the pool of the service. */
function clientOn(dataSource: Pick<DataSource, 'query'>, logger: Pick<Logger, 'warn'>) {
  return {
    async query({ text, values }: Statement): Promise<{ rows: unknown[] }> {
      try {
        const rows = await inTime(
          tellingOutages<unknown[]>(() => dataSource.query(text, values)),
          answerWithinMs,
        );
        return { rows };
      } catch (err) {
        logger.warn({ err }, 'requests are counted by this gateway alone');
        throw err;
      }
    },
  };
}
