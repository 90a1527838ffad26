import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import { eventually } from './eventually.js';
import { startWithRetries, type PrivateServerOptions } from './private-server.js';
import { provideRabbitMq } from './rabbitmq-installation.js';
import {
  choosePorts,
  environment,
  loadIdentity,
  NO_ALARM,
  USER,
  writeConfiguration,
  type NodeSettings,
} from './rabbitmq-node.js';
import { dataFolder, serverAccount } from './server-account.js';
import type { RabbitMqLine } from './server-binaries.js';

export interface PrivateRabbitMqOptions extends PrivateServerOptions, NodeSettings {
  /** Default: whatever is installed. Where 4.x is not installed it is fetched (`rabbitMq4Unavailable()`: why not). */
  readonly line?: RabbitMqLine;
}

export type RabbitMqAlarm = 'memory' | 'disk';

export interface PrivateRabbitMq {
  readonly amqpUrl: string;
  /** What Prometheus scrapes; undefined unless `metrics` was asked for. */
  readonly metricsUrl: string | undefined;
  /** As in `3.10.8`. */
  readonly version: string;
  readonly pid: number;
  /** Ends the server; its data too, unless a data folder was given. */
  stop(): Promise<void>;
  /**
   * SIGKILL: the broker dies without a word; `restart()` brings it back with its data. Queues are written to the
   * broker's own directory first: RabbitMQ does that a second or so after the declaration was confirmed, and a
   * quorum queue killed before that stays without a process for ever (1 of 30, on 3.10.8 and 4.0.5). That gap is
   * real, but not what a test of ours wants to hit by chance.
   */
  kill(): Promise<void>;
  /** Ends it in an orderly way if it runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Runs `rabbitmqctl` against this node and returns its standard output (about 1.5 s a call). */
  rabbitmqctl(args: readonly string[]): Promise<string>;
  /** Evaluates an Erlang expression inside the node, in milliseconds; returns its result as Erlang prints it. */
  evaluate(expression: string): Promise<string>;
  /** Resolves when the node has this alarm and no other one, until the next call or a restart. */
  setAlarm(alarm: RabbitMqAlarm | 'none'): Promise<void>;
}

const run = promisify(execFile);
const CTL_TIMEOUT_MS = 60_000;
// No machine has less memory than this share of it, nor as much free space.
const ALARMING = { memory: 0.00001, disk: 1e18 };

/**
 * A RabbitMQ node of our own: own ports, node name, cookie, home and epmd, all on the loopback interface, so that
 * neither it nor another RabbitMQ or epmd on the machine notices the other.
 */
export async function startPrivateRabbitMq(options: PrivateRabbitMqOptions = {}): Promise<PrivateRabbitMq> {
  const installation = await provideRabbitMq(options.line, options.log);
  const account = await serverAccount('rabbitmq');
  const folder = await dataFolder(options.dataFolder, 'mi-rabbitmq', account);
  const identity = await loadIdentity(folder, account);
  let ports = await choosePorts();
  const call = (program: string, args: readonly string[]) => installation.call(program, args, account);
  const script = (name: string) => join(installation.sbin, name);
  const env = () => environment(folder, identity, ports, installation.path);

  const define = async (attempt: number, keepPorts: boolean) => {
    if (attempt > 1 && !keepPorts) ports = await choosePorts();
    await writeConfiguration(folder, identity, ports, options, account);
    const supervised = (name: string, program: string, args: readonly string[]) => {
      const { command, args: all } = call(program, args);
      return {
        name,
        command,
        args: all,
        env: env(),
        cwd: folder,
        logFile: join(folder, `${name}.log`),
        stopSignal: 'SIGTERM' as const,
        quickStopSignal: 'SIGKILL' as const,
      };
    };
    const { uid, gid } = call('', []);
    return {
      name: 'RabbitMQ',
      folder,
      probe: () => answers(amqpUrl()),
      orders: {
        processes: [
          // epmd in the foreground: started by Erlang itself it would be a daemon that outlives the broker.
          supervised('epmd', installation.epmd, ['-port', String(ports.epmd), '-address', '127.0.0.1']),
          supervised('rabbitmq', script('rabbitmq-server'), []),
        ],
        uid,
        gid,
        graceMs: 20_000,
        ...(options.dataFolder === undefined ? { removeAtEnd: folder } : {}),
      },
    };
  };
  const amqpUrl = () => `amqp://${USER}:${identity.password}@127.0.0.1:${ports.amqp}`;
  const execute = async (program: string, args: readonly string[], stdin = ''): Promise<string> => {
    const { command, args: all, ...as } = call(program, args);
    const running = run(command, [...all], {
      cwd: folder,
      env: env(),
      timeout: CTL_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
      ...as,
    });
    // A program that ended without reading it says why by itself.
    running.child.stdin?.on('error', () => undefined).end(stdin);
    return (await running).stdout;
  };
  const rabbitmqctl = (args: readonly string[]): Promise<string> =>
    execute(script('rabbitmqctl'), ['--node', identity.nodeName, ...args]);
  const evaluate = (expression: string): Promise<string> => {
    const { erlCall } = installation;
    return erlCall === undefined
      ? rabbitmqctl(['eval', `${expression}.`])
      : execute(erlCall, ['-r', '-sname', identity.nodeName, '-timeout', '60', '-e'], `${expression}.\n`);
  };

  options.log?.(`starting a private RabbitMQ ${installation.version} in ${folder}`);
  let server = await startWithRetries((attempt) => define(attempt, false), options);
  return {
    version: installation.version,
    get amqpUrl() {
      return amqpUrl();
    },
    get metricsUrl() {
      return options.metrics ? `http://127.0.0.1:${ports.metrics}/metrics` : undefined;
    },
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    async kill() {
      await evaluate('[dets:sync(Table) || Table <- dets:all()]').catch(() => undefined);
      await server.kill();
    },
    async restart() {
      await server.stopKeepingData();
      server = await startWithRetries((attempt) => define(attempt, true), options);
    },
    rabbitmqctl,
    evaluate,
    async setAlarm(alarm) {
      const limits = { ...NO_ALARM, ...(alarm === 'none' ? {} : { [alarm]: ALARMING[alarm] }) };
      await evaluate(
        `vm_memory_monitor:set_vm_memory_high_watermark(${limits.memory.toFixed(5)}),
         rabbit_disk_monitor:set_disk_free_limit(${limits.disk.toFixed(0)})`,
      );
      await eventually(async () => {
        const alarms = [
          ...(await evaluate('rabbit_alarm:get_alarms()')).matchAll(/resource_limit,\s*(\w+)/g),
        ];
        const raised = alarms.map(([, resource]) => resource).join();
        if (raised !== (alarm === 'none' ? '' : alarm)) throw new Error(`alarms of RabbitMQ: ${raised}`);
      });
    },
  };
}

async function answers(url: string): Promise<void> {
  const connection = await connect(url, { timeout: 5_000 });
  connection.on('error', () => undefined);
  await connection.close();
}
