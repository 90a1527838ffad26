import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import type { Log } from '../log.js';
import { createServer } from '../server.js';

export interface StandInUnderTest extends AsyncDisposable {
  readonly baseUrl: string;
  readonly dataDir: string;
  readonly logged: readonly string[];
}

/** A stand-in on a free port with a data folder of its own, gone when disposed of. */
export async function startStandIn(
  environment: Record<string, string> = {},
  keepIn?: string,
): Promise<StandInUnderTest> {
  const dataDir = keepIn ?? (await mkdtemp(join(tmpdir(), 'stand-in-')));
  const logged: string[] = [];
  const log: Log = (level, msg, detail) => logged.push(JSON.stringify({ level, msg, ...detail }));
  const config = readConfig({ PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, ...environment });
  const server = await createServer(config, log);
  const baseUrl = await server.listen({ port: config.port, host: config.host });
  return {
    baseUrl,
    dataDir,
    logged,
    async [Symbol.asyncDispose]() {
      await server.close();
      if (!keepIn) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
