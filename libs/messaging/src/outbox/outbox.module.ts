import type { ServiceName } from '@meeting-intelligence/contracts';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Module, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../event-bus.js';
import { Inbox, Outbox } from './inbox.js';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
import { schemaOf } from './tables.js';
import { TypeOrmInbox } from './typeorm-inbox.js';
import { TypeOrmOutbox } from './typeorm-outbox.js';

export interface OutboxOptions {
  readonly service: ServiceName;
  readonly logger: Logger;
  /** Where the tables are (default: the schema of the data source). */
  readonly schema?: string;
  readonly relay?: OutboxRelayOptions;
}

/**
 * `Inbox`, `Outbox` and the running relay, which starts and stops with the application:
 * `OutboxModule.forService({ service: 'persistence', logger, imports: [DatabaseModule, BusModule] })`.
 * Nest does not show a module the providers of the one that imports it, so it has to be told where `DataSource` and
 * `EventBus` come from, unless their modules are global (as TypeOrmModule's is).
 */
@Module({})
export class OutboxModule {
  static forService({ imports, ...options }: OutboxOptions & Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return { module: OutboxModule, imports, providers: providersFor(options), exports: [Inbox, Outbox] };
  }
}

function providersFor({ service, logger, schema, relay }: OutboxOptions): Provider[] {
  return [
    {
      provide: Outbox,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new TypeOrmOutbox(schema ?? schemaOf(dataSource)),
    },
    {
      provide: Inbox,
      inject: [DataSource, Outbox],
      useFactory: (dataSource: DataSource, outbox: Outbox) =>
        new TypeOrmInbox(dataSource, outbox, service, schema ?? schemaOf(dataSource)),
    },
    {
      provide: OutboxRelay,
      inject: [DataSource, EventBus],
      useFactory: (dataSource: DataSource, bus: EventBus) =>
        new OutboxRelay(dataSource, bus, schema ?? schemaOf(dataSource), logger, relay),
    },
  ];
}
