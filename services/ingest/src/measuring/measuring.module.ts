/**
 * MEASURING: what only the ledger can tell metrics of: jobs by state, and how old what waits in each queue is. A part of ingest.
 */
import { EventBus } from '@meeting-intelligence/messaging';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TypeOrmLedgerFigures } from './adapters/typeorm-ledger-figures.js';
import { LedgerFigures } from './ledger-figures.js';
import { TellJobFigures } from './tell-job-figures.js';
import { WatchQueues } from './watch-queues.js';

const intervalMs = 10_000;

/** They need `EventBus`, `LOGGER` and the data source of the module that lists them. */
export const measuringProviders: readonly Provider[] = [
  {
    provide: LedgerFigures,
    inject: [DataSource],
    useFactory: (source: DataSource) => new TypeOrmLedgerFigures(source),
  },
  {
    provide: WatchQueues,
    inject: [EventBus, LedgerFigures, LOGGER],
    useFactory: (bus: EventBus, figures: LedgerFigures, logger: Logger) =>
      new WatchQueues(bus, figures, { intervalMs, logger }),
  },
  TellJobFigures,
];
