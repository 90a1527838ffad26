import {
  brokerFault,
  createDatabase,
  databaseFault,
  installServerPackages,
  startPrivatePostgres,
  startPrivateRabbitMq,
  type Need,
} from '@meeting-intelligence/testing';
import { join } from 'node:path';

export interface Servers {
  readonly amqpUrl: string;
  readonly databaseUrl: string;
  /** What Prometheus scrapes of a broker that was started here with `metrics`; null else. */
  readonly rabbitMqMetricsUrl: string | null;
  /** Creates the database of one service unless it exists. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

export interface GivenServers {
  readonly amqpUrl?: string;
  readonly databaseUrl?: string;
  /** Whether a broker that is started here tells Prometheus about itself. */
  readonly metrics?: boolean;
}

/** Programs of the operating system that a run with these settings needs. */
export function neededPrograms(given: GivenServers, offlineSpeech: boolean): Need[] {
  return [
    ...(given.amqpUrl ? [] : (['rabbitmq'] as const)),
    ...(given.databaseUrl ? [] : (['postgresql'] as const)),
    // The gateway looks into every recording with it.
    'ffmpeg',
    ...(offlineSpeech ? (['pocketsphinx'] as const) : []),
  ];
}

/** The servers that were given, else private ones from installed programs, else installs the programs first. */
export async function provideServers(
  given: GivenServers,
  needs: readonly Need[],
  folder: string,
  say: (line: string) => void,
): Promise<Servers> {
  await checkGiven(given);
  await installServerPackages({ needs, announce: say });
  const results = await Promise.allSettled([
    given.amqpUrl
      ? undefined
      : startPrivateRabbitMq({
          dataFolder: join(folder, 'rabbitmq'),
          log: say,
          metrics: given.metrics ?? false,
        }),
    given.databaseUrl ? undefined : startPrivatePostgres({ dataFolder: join(folder, 'postgres'), log: say }),
  ]);
  const [rabbitMq, postgres] = results.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  );
  const stop = async () => {
    await Promise.all([rabbitMq?.stop(), postgres?.stop()]);
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const amqpUrl = given.amqpUrl ?? (rabbitMq && 'amqpUrl' in rabbitMq ? rabbitMq.amqpUrl : '');
  const databaseUrl = given.databaseUrl ?? (postgres && 'url' in postgres ? postgres.url : '');
  const rabbitMqMetricsUrl = (rabbitMq && 'metricsUrl' in rabbitMq ? rabbitMq.metricsUrl : undefined) ?? null;
  return {
    amqpUrl,
    databaseUrl,
    rabbitMqMetricsUrl,
    createDatabase: (name) => createDatabase(databaseUrl, name),
    stop,
  };
}

/** @throws naming the variable, before anything is installed or started: the services would just wait for the server */
async function checkGiven({ amqpUrl, databaseUrl }: GivenServers): Promise<void> {
  const [amqp, database] = await Promise.all([
    amqpUrl === undefined ? undefined : brokerFault(amqpUrl),
    databaseUrl === undefined ? undefined : databaseFault(databaseUrl),
  ]);
  const faults = [amqp && `AMQP_URL: ${amqp}`, database && `DATABASE_URL: ${database}`].filter(Boolean);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
