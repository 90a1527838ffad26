import {
  findObservers,
  startPrometheus,
  startTraceStores,
  type Observers,
  type ObserveOptions,
  type Running,
} from './observers.js';

export interface ObservingSettings {
  readonly observe?: ObserveOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Everything this run writes. */
  readonly folder: string;
}

/** What `launch` does for `--observe`, in its order: trace stores, services, Prometheus. */
export interface Observing {
  readonly observers: Observers;
  /** The environment that makes the services send their traces; empty where nothing takes them. */
  startTraceStores(): Promise<Record<string, string>>;
  startPrometheus(healthPorts: Readonly<Record<string, number>>, rabbitMqUrl: string | null): Promise<void>;
  stopPrometheus(): Promise<void>;
  stopTraceStores(): Promise<void>;
}

/**
 * Undefined where nobody asked for it.
 * @throws naming a program that was told of and is not there, before anything is started
 */
export function observing(
  { observe, environment, folder }: ObservingSettings,
  say: (line: string) => void,
): Observing | undefined {
  if (observe === undefined) return undefined;
  const programs = findObservers(observe, environment);
  let stores: Awaited<ReturnType<typeof startTraceStores>> | undefined;
  let prometheus: Running<string> | undefined;
  return {
    get observers() {
      return {
        prometheusUrl: prometheus?.what ?? null,
        jaegerUrl: stores?.what.jaegerUrl ?? null,
        otlpEndpoint: stores?.what.otlpEndpoint ?? null,
      };
    },
    async startTraceStores(): Promise<Record<string, string>> {
      stores = await startTraceStores(programs, folder, say);
      const { otlpEndpoint } = stores.what;
      if (otlpEndpoint === null) return {};
      return { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
    },
    async startPrometheus(healthPorts, rabbitMqUrl) {
      const services = Object.fromEntries(
        Object.entries(healthPorts).map(([name, port]) => [name, [`127.0.0.1:${port}`]]),
      );
      const rabbitMq = rabbitMqUrl === null ? [] : [new URL(rabbitMqUrl).host];
      if (rabbitMqUrl === null && programs.prometheus !== undefined)
        say('the broker is not ours: Prometheus knows its queues by the services alone');
      prometheus = await startPrometheus(programs, { services, rabbitMq }, folder, say);
    },
    stopPrometheus: async () => prometheus?.stop(),
    stopTraceStores: async () => stores?.stop(),
  };
}
