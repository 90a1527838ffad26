import { join } from 'node:path';
import {
  installServerPackages,
  startPrivatePostgres,
  startPrivateRabbitMq,
  type PrivatePostgres,
  type PrivateRabbitMq,
} from '@meeting-intelligence/testing';

/** The newest RabbitMQ that is installed, or a line that is not: `4`. */
export type BrokerLine = 'installed' | '4';

export interface Servers {
  readonly rabbitMq: PrivateRabbitMq;
  readonly postgres: PrivatePostgres;
  /** Where the servers write their logs. */
  readonly logFolders: readonly string[];
  stop(): Promise<void>;
}

export async function startServers(
  folder: string,
  line: BrokerLine,
  log: (line: string) => void,
): Promise<Servers> {
  await installServerPackages({
    needs: ['postgresql', 'ffmpeg', ...(line === 'installed' ? (['rabbitmq'] as const) : [])],
    announce: log,
  });
  const folders = { rabbitMq: join(folder, 'rabbitmq'), postgres: join(folder, 'postgres') };
  const [rabbitMq, postgres] = await Promise.allSettled([
    startPrivateRabbitMq({
      dataFolder: folders.rabbitMq,
      log,
      deadLetterTimeoutMs: 3_000,
      ...(line === 'installed' ? {} : { line }),
    }),
    startPrivatePostgres({ dataFolder: folders.postgres, log }),
  ]);
  const started = [rabbitMq, postgres].flatMap((result) =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  if (rabbitMq.status === 'fulfilled' && postgres.status === 'fulfilled') {
    return { rabbitMq: rabbitMq.value, postgres: postgres.value, logFolders: Object.values(folders), stop };
  }
  await stop();
  throw rabbitMq.status === 'rejected' ? rabbitMq.reason : (postgres as PromiseRejectedResult).reason;
}
