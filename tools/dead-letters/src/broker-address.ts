import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { messagingFields } from '@meeting-intelligence/messaging';
import type { BrokerOptions } from './arguments.js';
import { UsageError } from './usage-error.js';

export interface BrokerAddress {
  readonly url: string;
  readonly prefix: string;
}

/** From the command line, else from the environment. @throws UsageError */
export async function brokerAddress(
  { amqpUrl, queuePrefix, data }: BrokerOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<BrokerAddress> {
  if (amqpUrl !== undefined && data !== undefined)
    throw new UsageError('expected --amqp-url or --data, got both');
  const url = amqpUrl ?? (data === undefined ? environment.AMQP_URL : await launchersBroker(data));
  if (!url)
    throw new UsageError('no broker: expected --amqp-url, --data FOLDER or AMQP_URL in the environment');
  const { AMQP_URL, QUEUE_PREFIX } = messagingFields;
  try {
    const config = loadConfig(
      { AMQP_URL, QUEUE_PREFIX },
      { AMQP_URL: url, QUEUE_PREFIX: queuePrefix ?? environment.QUEUE_PREFIX },
    );
    return { url: config.AMQP_URL, prefix: config.QUEUE_PREFIX };
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.faults.join('\n'));
    throw error;
  }
}

/** The configuration of the broker that the launcher started has its address and its only user. */
async function launchersBroker(folder: string): Promise<string> {
  const file = join(folder, 'rabbitmq', 'rabbitmq.conf');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `--data ${folder}: expected a data folder of npm start with a broker of its own: ${(error as Error).message}`,
    );
  });
  const setting = (name: string) => new RegExp(`^${name} *= *(\\S+)$`, 'm').exec(text)?.[1];
  const [address, user, password] = ['listeners\\.tcp\\.1', 'default_user', 'default_pass'].map(setting);
  if (!address || !user || !password)
    throw new UsageError(`--data ${folder}: expected a listener and a user in ${file}`);
  return `amqp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${address}`;
}
