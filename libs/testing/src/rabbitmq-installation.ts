import { join } from 'node:path';
import { inNextDebian, provideNextDebian } from './next-debian.js';
import type { ServerAccount } from './server-account.js';
import { findProgram, findRabbitMq, rabbitMqsIn, type RabbitMqLine } from './server-binaries.js';

/** A RabbitMQ that can be run, and how its programs are called. */
export interface RabbitMqInstallation {
  /** As in `3.10.8`. */
  readonly version: string;
  /** Folder of `rabbitmq-server` and `rabbitmqctl`. */
  readonly sbin: string;
  readonly epmd: string;
  /** A tenth of a second where `rabbitmqctl eval` takes 1.5 s; not in every package of Erlang. */
  readonly erlCall: string | undefined;
  /** Search path of its programs: the scripts look for `erl` there. */
  readonly path: string;
  /** One of its programs, as the account. */
  call(program: string, args: readonly string[], account: ServerAccount | undefined): Call;
}

export interface Call {
  readonly command: string;
  readonly args: readonly string[];
  /** To be started as. */
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * An installed RabbitMQ of the line (default: whatever is installed). Line 4 does not have to be installed: it is
 * fetched from Debian's next release then, which takes half a minute the first time.
 *
 * @throws naming what is missing
 */
export async function provideRabbitMq(
  line: RabbitMqLine | undefined,
  log: (text: string) => void = () => undefined,
): Promise<RabbitMqInstallation> {
  const installed = installedRabbitMq(line);
  if (installed) return installed;
  if (line !== '4') throw new Error(`RabbitMQ ${line ? `${line}.x ` : ''}is not installed (rabbitmq-server)`);
  return rabbitMqOf(await provideNextDebian(log));
}

function installedRabbitMq(line: RabbitMqLine | undefined): RabbitMqInstallation | undefined {
  const scripts = findRabbitMq(line);
  const epmd = findProgram('epmd');
  if (scripts === undefined || epmd === undefined) return undefined;
  return {
    ...scripts,
    epmd,
    erlCall: findProgram('erl_call'),
    path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    call: (command, args, account) => ({
      command,
      args,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    }),
  };
}

/** Paths are as its processes see them: they have the tree's `/usr` in the place of ours. */
function rabbitMqOf(tree: string): RabbitMqInstallation {
  const [scripts] = rabbitMqsIn(tree);
  if (scripts === undefined)
    throw new Error(`${tree} has no RabbitMQ in it: remove it to have it made again`);
  const bin = '/usr/bin';
  return {
    version: scripts.version,
    sbin: scripts.sbin.slice(tree.length),
    epmd: join(bin, 'epmd'),
    erlCall: join(bin, 'erl_call'),
    path: '/usr/sbin:/usr/bin:/sbin:/bin',
    call: (program, args, account) => inNextDebian(tree, program, args, account),
  };
}
