import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobLedger } from '../job-ledger.js';
import type { Logger } from '../logger.js';
import { connectDatabase } from './connect-database.js';
import { TypeOrmJobLedger } from './typeorm-job-ledger.js';

/** A module of its own, so that it is shut down after those that use it. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  static connect(url: string, logger: Logger): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, useFactory: () => connectDatabase(url, logger) },
        {
          provide: JobLedger,
          inject: [DataSource],
          useFactory: (database: DataSource) => new TypeOrmJobLedger(database),
        },
      ],
      exports: [DataSource, JobLedger],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}
