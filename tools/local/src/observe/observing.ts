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
  /** Aborted when the user wants out while something starts. */
  readonly quit: AbortSignal;
}

/** What `launch` does for `--observe`, in its order: trace stores, services, Prometheus. */
export interface Observing {
  readonly observers: Observers;
  /** The environment that makes the services tell what is looked at here, whatever the user's own says. */
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
  { observe, environment, folder, quit }: ObservingSettings,
  say: (line: string) => void,
): Observing | undefined {
  if (observe === undefined) return undefined;
  const programs = findObservers(observe, environment);
  const keeping = { say, quit };
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
      stores = await startTraceStores(programs, folder, keeping);
      const wanted = { METRICS: 'on', ...tracesTo(stores.what.otlpEndpoint) };
      for (const [name, value] of Object.entries(wanted)) {
        const given = environment[name];
        if (given && given !== value) say(`${name}=${given} does not go with --observe: passed over`);
      }
      return wanted;
    },
    async startPrometheus(healthPorts, rabbitMqUrl) {
      const services = Object.fromEntries(
        Object.entries(healthPorts).map(([name, port]) => [name, [`127.0.0.1:${port}`]]),
      );
      const rabbitMq = rabbitMqUrl === null ? [] : [new URL(rabbitMqUrl).host];
      if (rabbitMqUrl === null && programs.prometheus !== undefined)
        say('the broker is not ours: Prometheus knows its queues by the services alone');
      prometheus = await startPrometheus(programs, { services, rabbitMq }, folder, keeping);
    },
    stopPrometheus: async () => prometheus?.stop(),
    stopTraceStores: async () => stores?.stop(),
  };
}

/** The variables for traces alone have precedence over those for everything (OpenTelemetry, OTLP exporter configuration). */
function tracesTo(otlpEndpoint: string | null): Record<string, string> {
  if (otlpEndpoint === null) return {};
  return {
    OTEL_SDK_DISABLED: 'false',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${otlpEndpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
  };
}
