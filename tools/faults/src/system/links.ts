import type { ServiceName } from '@meeting-intelligence/contracts';
import { SERVICES, STATEFUL, type StatefulService } from '@meeting-intelligence/local';
import { startTcpProxy, type TcpProxy, type Toxic } from '@meeting-intelligence/testing';

/** A way between two parts of the system. */
export type Way =
  | `${ServiceName}-broker`
  | `${StatefulService}-database`
  | 'transcription-speech'
  | 'analysis-language'
  | 'notification-cms'
  | 'ingest-media'
  | 'ingest-persistence';

/** What is disturbed at the same time: one way, or all that lead to the same part. */
export interface Link {
  readonly between: string;
  readonly ways: readonly Way[];
}

const toBroker = SERVICES.map((service) => [service, `${service}-broker` as const] as const);
const toDatabase = STATEFUL.map((service) => [service, `${service}-database` as const] as const);

export const sharedLinks = {
  broker: { between: 'the services and the broker', ways: toBroker.map(([, way]) => way) },
  database: { between: 'the services and PostgreSQL', ways: toDatabase.map(([, way]) => way) },
  speech: { between: 'transcription and the speech provider', ways: ['transcription-speech'] },
  language: { between: 'analysis and the language provider', ways: ['analysis-language'] },
  cms: { between: 'notification and the CMS', ways: ['notification-cms'] },
  media: { between: 'ingest and the media of the CMS', ways: ['ingest-media'] },
  persistence: { between: 'ingest and persistence', ways: ['ingest-persistence'] },
} as const satisfies Record<string, Link>;
/** What a link leads to. */
export type Target = keyof typeof sharedLinks;

/** Of one service alone, while the others go on. */
export const singleLinks: readonly (Link & { readonly service: ServiceName; readonly target: Target })[] = [
  ...toBroker.map(([service, way]) => {
    return { service, target: 'broker' as const, between: `${service} alone and the broker`, ways: [way] };
  }),
  ...toDatabase.map(([service, way]) => {
    return { service, target: 'database' as const, between: `${service} alone and PostgreSQL`, ways: [way] };
  }),
];

/** A TCP proxy on each way: they only pass bytes on until a scenario wants something else. */
export class Links {
  private constructor(private readonly proxies: ReadonlyMap<Way, TcpProxy>) {}

  static async start(ports: Readonly<Record<Target, number>>): Promise<Links> {
    const targets = Object.entries(sharedLinks) as [Target, Link][];
    const entries = targets.flatMap(([target, { ways }]) =>
      ways.map(async (way) => {
        const proxy = await startTcpProxy({ host: '127.0.0.1', port: ports[target] });
        return [way, proxy] as const;
      }),
    );
    return new Links(new Map(await Promise.all(entries)));
  }

  /** The URL of what is at the other end, by way of the proxy. */
  through(way: Way, url: string): string {
    return this.proxy(way).through(url);
  }

  async set({ ways }: Link, toxic: Toxic): Promise<void> {
    await Promise.all(ways.map((way) => this.proxy(way).set(toxic)));
  }

  /** How often the toxic was really met so far. */
  met({ ways }: Link, { kind }: Toxic): number {
    return ways.reduce((sum, way) => sum + this.proxy(way).stats.met[kind], 0);
  }

  /** Bytes so far, towards what the link leads to. */
  traffic({ ways }: Link): number {
    return ways.reduce((sum, way) => sum + this.proxy(way).stats.bytes['to-server'], 0);
  }

  async heal(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.set({ kind: 'pass' })));
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }

  private proxy(way: Way): TcpProxy {
    const proxy = this.proxies.get(way);
    if (!proxy) throw new Error(`there is no proxy on the way ${way}`);
    return proxy;
  }
}
