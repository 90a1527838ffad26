import { DataSource } from 'typeorm';

/**
 * For a command beside the running service, which has made the tables: migrates nothing, and does not wait for a database that
 * is away.
 */
export function joinDatabase(url: string): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'reseal-secrets',
    connectTimeoutMS: 5_000,
    poolSize: 1,
    extra: { statement_timeout: 60_000, query_timeout: 65_000 },
  }).initialize();
}
