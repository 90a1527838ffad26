import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { Rounds } from '../../rounds.js';

/** Rows whose time is up count for nothing; nobody but this removes those of keys that are used no more. */
export class ForgetRequests extends Rounds {
  constructor(
    private readonly dataSource: Pick<DataSource, 'query'>,
    logger: Logger,
    intervalMs = 300_000,
  ) {
    super({ name: 'forgetting requests', intervalMs, logger });
  }

  async round(): Promise<void> {
    // Windows are by the clocks of gateways, which may differ.
    await this.dataSource.query('delete from ingest.request_rates where expire < $1', [Date.now() - 60_000]);
    // What is being renewed at the moment is not over.
    await this.dataSource.query(
      `delete from ingest.request_places where (subject, kind, number) in (
         select subject, kind, number from ingest.request_places where held_until < now() for update skip locked)`,
    );
  }
}
