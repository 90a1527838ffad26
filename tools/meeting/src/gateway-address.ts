import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AddressOptions } from './arguments.js';
import { UsageError } from './usage-error.js';

export interface GatewayAddress {
  readonly url: string;
  readonly key: string;
  /** Where the installation of the data folder shows its traces. */
  readonly jaegerUrl?: string;
}

/** From the command line, else from the data folder, else from the environment. @throws UsageError */
export async function gatewayAddress(
  { url, key, data }: AddressOptions,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<GatewayAddress> {
  const launched = data === undefined ? undefined : await launchersGateway(resolve(folder, data));
  const address = url ?? launched?.url ?? environment.MEETING_URL;
  if (!address)
    throw new UsageError('no gateway: expected --url, --data FOLDER or MEETING_URL in the environment');
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new UsageError(`expected http://HOST:PORT of the gateway, got "${address}"`);
  const credential = key ?? launched?.key ?? environment.MEETING_API_KEY;
  if (!credential)
    throw new UsageError('no API key: expected --key, --data FOLDER or MEETING_API_KEY in the environment');
  if (!/^[\x21-\x7e]+$/.test(credential))
    throw new UsageError('expected an API key of printable ASCII without spaces');
  return { url: address, key: credential, jaegerUrl: launched?.jaegerUrl };
}

/** What `npm start` keeps in its data folder (tools/local). */
async function launchersGateway(folder: string): Promise<GatewayAddress> {
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  try {
    const [url, key] = await Promise.all([read('gateway-url'), read('api-key')]);
    // There only where it was started with a Jaeger.
    const jaeger = await read('jaeger-url').catch(() => '');
    return { url: url.trim(), key: key.trim(), jaegerUrl: jaeger.trim() || undefined };
  } catch (error) {
    const expected = 'expected the data folder of an npm start that has been ready';
    throw new UsageError(`--data ${folder}: ${expected}: ${(error as Error).message}`);
  }
}
