import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prometheusConfiguration, ruleFiles, type Targets } from '@meeting-intelligence/observability';
import { findProgram, freePort, isExecutable } from '@meeting-intelligence/testing';
import { keepProgram, type Keeping } from './keep-program.js';
import { collectorConfiguration, jaegerConfiguration } from './otlp-configurations.js';

/** Paths of programs that the user has; each is left out where there is none. */
export interface ObserveOptions {
  readonly prometheus?: string;
  readonly jaeger?: string;
  readonly collector?: string;
}

/** What watches the services. A URL is null where its program is not there. */
export interface Observers {
  readonly prometheusUrl: string | null;
  readonly jaegerUrl: string | null;
  /** Where the services send their traces. */
  readonly otlpEndpoint: string | null;
}

export interface Running<T> {
  readonly what: T;
  stop(): Promise<void>;
}

// A person waits for the first line on a graph.
const INTERVAL = '5s';
const KEEP_FOR = '7d';

/**
 * The programs of the command line, else of the environment; Prometheus else from the PATH.
 * @throws naming the one that was told of and is not there
 */
export function findObservers(
  given: ObserveOptions,
  environment: Readonly<Record<string, string | undefined>>,
): ObserveOptions {
  const told = (option: string, path: string | undefined, variable: string) => {
    const program = path ?? (environment[variable] || undefined);
    if (program !== undefined && !isExecutable(program))
      throw new Error(`${path === undefined ? variable : option}: expected a program, got "${program}"`);
    return program;
  };
  return {
    prometheus: told('', given.prometheus, 'PROMETHEUS_BINARY') ?? findProgram('prometheus'),
    jaeger: told('--jaeger', given.jaeger, 'JAEGER_BINARY'),
    collector: told('--collector', given.collector, 'COLLECTOR_BINARY'),
  };
}

/** Jaeger, and a collector before it; before the services, which must know where to send their traces. */
export async function startTraceStores(
  { jaeger, collector }: ObserveOptions,
  folder: string,
  keeping: Keeping,
): Promise<Running<Pick<Observers, 'jaegerUrl' | 'otlpEndpoint'>>> {
  let jaegerUrl: string | null = null;
  let otlpEndpoint: string | null = null;
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    if (jaeger !== undefined) {
      const own = await prepared(folder, 'jaeger');
      const define = async () => {
        const [otlp, ui] = [await freePort(), await freePort()];
        const config = await write(own, 'config.yaml', jaegerConfiguration(otlp, ui));
        jaegerUrl = local(ui);
        otlpEndpoint = local(otlp);
        return { command: jaeger, args: ['--config', `file:${config}`], readyUrl: jaegerUrl };
      };
      stops.push((await keepProgram('Jaeger', own, define, keeping)).stop);
      keeping.say(`Jaeger is at ${jaegerUrl} (traces in memory)`);
    }
    if (collector !== undefined) {
      const own = await prepared(folder, 'collector');
      const next = otlpEndpoint;
      const define = async () => {
        const otlp = await freePort();
        const config = await write(own, 'config.yaml', collectorConfiguration(otlp, next));
        otlpEndpoint = local(otlp);
        return { command: collector, args: ['--config', `file:${config}`], readyUrl: otlpEndpoint };
      };
      stops.push((await keepProgram('the collector', own, define, keeping)).stop);
      keeping.say(`the collector takes traces at ${otlpEndpoint}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  if (otlpEndpoint === null)
    keeping.say('no traces: --jaeger PATH or --collector PATH says which program takes them');
  return { what: { jaegerUrl, otlpEndpoint }, stop };
}

/** Prometheus with our rules, or nothing where it is not installed. */
export async function startPrometheus(
  { prometheus }: ObserveOptions,
  targets: Targets,
  folder: string,
  keeping: Keeping,
): Promise<Running<string> | undefined> {
  if (prometheus === undefined) {
    keeping.say(
      'no metrics: Prometheus is not installed (Debian: apt-get install prometheus; or PROMETHEUS_BINARY)',
    );
    return undefined;
  }
  const own = await prepared(folder, 'prometheus');
  let url = '';
  const define = async () => {
    const port = await freePort();
    url = local(port);
    const rules = ruleFiles(INTERVAL);
    for (const [name, text] of rules) await write(own, name, text);
    const config = await write(
      own,
      'prometheus.yaml',
      prometheusConfiguration({ targets, rules: [...rules.keys()], interval: INTERVAL }),
    );
    return {
      command: prometheus,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(own, 'data')}`,
        `--storage.tsdb.retention.time=${KEEP_FOR}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      readyUrl: `${url}/-/ready`,
    };
  };
  const { stop } = await keepProgram('Prometheus', own, define, keeping);
  keeping.say(`Prometheus is at ${url} (alerts: ${url}/alerts)`);
  return { what: url, stop };
}

const local = (port: number) => `http://127.0.0.1:${port}`;

async function prepared(folder: string, name: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own, { recursive: true });
  return own;
}

async function write(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}
