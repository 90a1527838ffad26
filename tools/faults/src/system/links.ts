import { startTcpProxy, type TcpProxy } from '../injectors/index.js';

/** The ways between two parts of the system. */
export const LINKS = {
  broker: 'the services and the broker',
  database: 'the services and PostgreSQL',
  speech: 'transcription and the speech provider',
  language: 'analysis and the language provider',
  cms: 'notification and the CMS',
  persistence: 'ingest and persistence',
} as const;
export type LinkName = keyof typeof LINKS;
export const linkNames = Object.keys(LINKS) as LinkName[];

/** A TCP proxy on each way: they only pass bytes on until a scenario wants something else. */
export class Links {
  private constructor(private readonly proxies: Readonly<Record<LinkName, TcpProxy>>) {}

  static async start(ports: Readonly<Record<LinkName, number>>): Promise<Links> {
    const entries = linkNames.map(async (name) => {
      const proxy = await startTcpProxy({ target: { host: '127.0.0.1', port: ports[name] } });
      return [name, proxy] as const;
    });
    return new Links(Object.fromEntries(await Promise.all(entries)) as Record<LinkName, TcpProxy>);
  }

  of(name: LinkName): TcpProxy {
    return this.proxies[name];
  }

  async heal(): Promise<void> {
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.set({ kind: 'pass' })));
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
  }
}
