import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { ServerAccount } from './server-account.js';

/** What makes a node ours: it stays the same for a data folder, as the queues in it belong to that node name. */
export interface NodeIdentity {
  readonly nodeName: string;
  readonly cookie: string;
  readonly password: string;
}

export interface NodePorts {
  readonly amqp: number;
  readonly epmd: number;
  readonly distribution: number;
  readonly ctl: number;
  readonly metrics: number;
}

export interface NodeSettings {
  /** More lines for `rabbitmq.conf`; the last of two with one name counts. */
  readonly configuration?: readonly string[];
  /**
   * After how long the broker closes the channel of a consumer that does not acknowledge (its own default: 30
   * minutes). A channel looks at its clock once a minute only; here it does so more often than this.
   */
  readonly consumerTimeoutMs?: number;
  /**
   * After how long a quorum queue sends an expired message again that its target did not confirm (its own default: 3
   * minutes). After a crash of the broker that happens: a queue expires a message before its target has a leader.
   */
  readonly deadLetterTimeoutMs?: number;
  /** Tells Prometheus about itself (plugin rabbitmq_prometheus, which is in every package of RabbitMQ). Default: no. */
  readonly metrics?: boolean;
}

export const USER = 'meetings';
/** The broker's watermark, as a share of the memory, and the free space it wants, in bytes. */
export const NO_ALARM = { memory: 0.7, disk: 1_000_000 };

// Two schedulers that sleep instead of spinning: an idle broker must not eat the machine's two cores.
const ERLANG_ARGS =
  '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}';
const LOOPBACK_ONLY = '-kernel inet_dist_use_interface {127,0,0,1}';

export async function choosePorts(): Promise<NodePorts> {
  return {
    amqp: await freePort(),
    epmd: await freePort(),
    distribution: await freePort(),
    ctl: await freePort(),
    metrics: await freePort(),
  };
}

export async function loadIdentity(
  folder: string,
  account: ServerAccount | undefined,
): Promise<NodeIdentity> {
  const file = join(folder, 'identity.json');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as NodeIdentity;
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

export async function writeConfiguration(
  folder: string,
  { password }: NodeIdentity,
  ports: NodePorts,
  settings: NodeSettings,
  account: ServerAccount | undefined,
): Promise<void> {
  const { configuration = [], consumerTimeoutMs, metrics = false } = settings;
  const lines = [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    `default_user = ${USER}`,
    `default_pass = ${password}`,
    // A nearly full disk or a small machine is the owner's business; an alarm would just block every publisher.
    `disk_free_limit.absolute = ${NO_ALARM.disk}`,
    `vm_memory_high_watermark.relative = ${NO_ALARM.memory}`,
    'raft.wal_max_size_bytes = 64000000',
    'log.console = true',
    'log.console.level = info',
    'log.file = false',
    ...(consumerTimeoutMs === undefined ? [] : [`consumer_timeout = ${consumerTimeoutMs}`]),
    ...(metrics ? [`prometheus.tcp.port = ${ports.metrics}`, 'prometheus.tcp.ip = 127.0.0.1'] : []),
    ...configuration,
  ];
  await writeOwned(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`, 0o600, account);
  await writeOwned(join(folder, 'advanced.config'), advanced(settings), 0o600, account);
  const plugins = metrics ? 'rabbitmq_prometheus' : '';
  await writeOwned(join(folder, 'enabled_plugins'), `[${plugins}].\n`, 0o600, account);
}

/** What cannot be said in rabbitmq.conf. */
function advanced({ consumerTimeoutMs, deadLetterTimeoutMs }: NodeSettings): string {
  const terms = [
    ...(consumerTimeoutMs === undefined
      ? []
      : [`{channel_tick_interval, ${Math.ceil(consumerTimeoutMs / 4)}}`]),
    ...(deadLetterTimeoutMs === undefined
      ? []
      : [`{dead_letter_worker_publisher_confirm_timeout, ${deadLetterTimeoutMs}}`]),
  ];
  return terms.length === 0 ? '[].\n' : `[{rabbit, [${terms.join(', ')}]}].\n`;
}

/** Of the node and of the programs that talk to it. */
export function environment(
  folder: string,
  { nodeName }: NodeIdentity,
  ports: NodePorts,
  path: string,
): Record<string, string> {
  return {
    PATH: path,
    LANG: 'C.UTF-8',
    HOME: join(folder, 'home'),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
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

async function writeOwned(file: string, text: string, mode: number, account?: ServerAccount): Promise<void> {
  await writeFile(file, text, { mode });
  if (account) await chown(file, account.uid, account.gid);
}
