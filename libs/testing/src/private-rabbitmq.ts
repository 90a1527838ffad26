import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import { freePort } from './free-port.js';
import { startWithRetries, type PrivateServerOptions } from './private-server.js';
import { dataFolder, serverAccount, type ServerAccount } from './server-account.js';
import { findProgram, findRabbitMq } from './server-binaries.js';

export interface PrivateRabbitMq {
  readonly amqpUrl: string;
  readonly pid: number;
  /** Ends the server; its data too, unless a data folder was given. */
  stop(): Promise<void>;
  /**
   * SIGKILL: the broker dies without a word; `restart()` brings it back with its data. Queues are written to the
   * broker's own directory first: RabbitMQ 3.10.8 does that a second or so after the declaration was confirmed,
   * and a quorum queue killed before that stays without a process for ever (measured). That gap is real, but not
   * what a test of ours wants to hit by chance.
   */
  kill(): Promise<void>;
  /** Ends it in an orderly way if it runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Runs `rabbitmqctl` against this node and returns its standard output (about 1.5 s a call). */
  rabbitmqctl(args: readonly string[]): Promise<string>;
  /** Evaluates an Erlang expression inside the node, in milliseconds; returns its result as Erlang prints it. */
  evaluate(expression: string): Promise<string>;
}

interface Identity {
  readonly nodeName: string;
  readonly cookie: string;
  readonly password: string;
}

interface Ports {
  readonly amqp: number;
  readonly epmd: number;
  readonly distribution: number;
  readonly ctl: number;
}

const run = promisify(execFile);
const USER = 'meetings';
const CTL_TIMEOUT_MS = 60_000;
// Two schedulers that sleep instead of spinning: an idle broker must not eat the machine's two cores.
const ERLANG_ARGS =
  '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}';
const LOOPBACK_ONLY = '-kernel inet_dist_use_interface {127,0,0,1}';

/**
 * A RabbitMQ node of our own from the installed binaries: own ports, node name, cookie, home and epmd, all on
 * the loopback interface, so that neither it nor another RabbitMQ or epmd on the machine notices the other.
 */
export async function startPrivateRabbitMq(options: PrivateServerOptions = {}): Promise<PrivateRabbitMq> {
  const installed = findRabbitMq();
  const epmd = findProgram('epmd');
  if (installed === undefined || epmd === undefined)
    throw new Error('RabbitMQ is not installed (rabbitmq-server)');
  const account = await serverAccount('rabbitmq');
  const folder = await dataFolder(options.dataFolder, 'mi-rabbitmq', account);
  const identity = await loadIdentity(folder, account);
  let ports = await choosePorts();

  const define = async (attempt: number, keepPorts: boolean) => {
    if (attempt > 1 && !keepPorts) ports = await choosePorts();
    await writeConfiguration(folder, identity, ports, account);
    const env = environment(folder, identity, ports);
    return {
      name: 'RabbitMQ',
      folder,
      probe: () => answers(amqpUrl()),
      orders: {
        // epmd in the foreground: started by Erlang itself it would be a daemon that outlives the broker.
        processes: [
          {
            command: epmd,
            args: ['-port', String(ports.epmd), '-address', '127.0.0.1'],
            env,
            cwd: folder,
            logFile: join(folder, 'epmd.log'),
            stopSignal: 'SIGTERM' as const,
            quickStopSignal: 'SIGKILL' as const,
          },
          {
            command: join(installed.sbin, 'rabbitmq-server'),
            args: [],
            env,
            cwd: folder,
            logFile: join(folder, 'rabbitmq.log'),
            stopSignal: 'SIGTERM' as const,
            quickStopSignal: 'SIGKILL' as const,
          },
        ],
        uid: account?.uid,
        gid: account?.gid,
        graceMs: 20_000,
        ...(options.dataFolder === undefined ? { removeAtEnd: folder } : {}),
      },
    };
  };
  const amqpUrl = () => `amqp://${USER}:${identity.password}@127.0.0.1:${ports.amqp}`;
  const execute = async (command: string, args: readonly string[], stdin = ''): Promise<string> => {
    const running = run(command, [...args], {
      cwd: folder,
      env: environment(folder, identity, ports),
      timeout: CTL_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    running.child.stdin?.end(stdin);
    return (await running).stdout;
  };
  const evaluate = (expression: string): Promise<string> => {
    const erlCall = findProgram('erl_call');
    return erlCall === undefined
      ? execute(join(installed.sbin, 'rabbitmqctl'), ['--node', identity.nodeName, 'eval', `${expression}.`])
      : execute(erlCall, ['-r', '-sname', identity.nodeName, '-timeout', '60', '-e'], `${expression}.\n`);
  };

  options.log?.(`starting a private RabbitMQ in ${folder}`);
  let server = await startWithRetries((attempt) => define(attempt, false), options);
  return {
    get amqpUrl() {
      return amqpUrl();
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
    rabbitmqctl: (args) =>
      execute(join(installed.sbin, 'rabbitmqctl'), ['--node', identity.nodeName, ...args]),
    evaluate,
  };
}

async function choosePorts(): Promise<Ports> {
  return {
    amqp: await freePort(),
    epmd: await freePort(),
    distribution: await freePort(),
    ctl: await freePort(),
  };
}

/** Node name, cookie and password stay the same for a data folder: the queues in it belong to that node name. */
async function loadIdentity(folder: string, account: ServerAccount | undefined): Promise<Identity> {
  const file = join(folder, 'identity.json');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Identity;
  const secret = () => randomBytes(16).toString('hex');
  const identity = {
    nodeName: `mi-${randomBytes(4).toString('hex')}@localhost`,
    cookie: secret(),
    password: secret(),
  };
  await writeOwned(file, JSON.stringify(identity), 0o600, account);
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  if (account) await chown(home, account.uid, account.gid);
  await writeOwned(join(home, '.erlang.cookie'), identity.cookie, 0o400, account);
  return identity;
}

async function writeConfiguration(
  folder: string,
  { password }: Identity,
  ports: Ports,
  account: ServerAccount | undefined,
): Promise<void> {
  const settings = [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    `default_user = ${USER}`,
    `default_pass = ${password}`,
    // A nearly full disk or a small machine is the owner's business; an alarm would just block every publisher.
    'disk_free_limit.absolute = 1MB',
    'vm_memory_high_watermark.relative = 0.7',
    'raft.wal_max_size_bytes = 64000000',
    'log.console = true',
    'log.console.level = info',
    'log.file = false',
  ];
  await writeOwned(join(folder, 'rabbitmq.conf'), `${settings.join('\n')}\n`, 0o600, account);
  await writeOwned(join(folder, 'enabled_plugins'), '[].\n', 0o600, account);
}

function environment(folder: string, { nodeName }: Identity, ports: Ports): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: join(folder, 'home'),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'no-advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(folder, 'rabbitmq.pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ERLANG_ARGS,
    RABBITMQ_CTL_ERL_ARGS: LOOPBACK_ONLY,
    RABBITMQ_CTL_DIST_PORT_MIN: String(ports.ctl),
    RABBITMQ_CTL_DIST_PORT_MAX: String(ports.ctl + 20),
    // Makes the start script `exec` the Erlang VM: the pid we know is the broker's, not a shell's.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

async function answers(url: string): Promise<void> {
  const connection = await connect(url, { timeout: 5_000 });
  connection.on('error', () => undefined);
  await connection.close();
}

async function writeOwned(file: string, text: string, mode: number, account?: ServerAccount): Promise<void> {
  await writeFile(file, text, { mode });
  if (account) await chown(file, account.uid, account.gid);
}
