import { existsSync, readdirSync } from 'node:fs';
import { aptInstall, rootPrefix } from './apt.js';
import { findPostgres, findProgram, findRabbitMq } from './server-binaries.js';

/** A program we need from the operating system. Package names are Debian's and Ubuntu's. */
export interface ServerPackage {
  readonly name: string;
  readonly packages: readonly string[];
}

export type Need = 'rabbitmq' | 'postgresql' | 'ffmpeg' | 'pocketsphinx';

const NEEDS: Record<Need, ServerPackage & { readonly isPresent: () => boolean }> = {
  rabbitmq: {
    name: 'RabbitMQ',
    packages: ['rabbitmq-server'],
    isPresent: () => findRabbitMq() !== undefined && findProgram('epmd') !== undefined,
  },
  postgresql: { name: 'PostgreSQL', packages: ['postgresql'], isPresent: () => findPostgres() !== undefined },
  ffmpeg: {
    name: 'ffmpeg',
    packages: ['ffmpeg'],
    isPresent: () => findProgram('ffmpeg') !== undefined && findProgram('ffprobe') !== undefined,
  },
  pocketsphinx: {
    name: 'pocketsphinx with its English model',
    packages: ['pocketsphinx', 'pocketsphinx-en-us'],
    isPresent: () =>
      ['pocketsphinx', 'pocketsphinx_continuous', 'pocketsphinx_batch'].some((name) => findProgram(name)) &&
      hasModel(),
  },
};

export const ALL_NEEDS = Object.keys(NEEDS) as readonly Need[];

/** Which of the needed programs this machine does not have. */
export function missingServerPackages(needs: readonly Need[] = ALL_NEEDS): ServerPackage[] {
  return needs.map((need) => NEEDS[need]).filter(({ isPresent }) => !isPresent());
}

export interface InstallOptions {
  readonly needs?: readonly Need[];
  /** Told what will be installed, before it is. */
  readonly announce: (line: string) => void;
}

/**
 * Installs what is missing with apt-get, saying so first. Where that is not possible (no apt, no rights) the
 * error says exactly what to install. Does nothing when nothing is missing.
 */
export async function installServerPackages({ needs = ALL_NEEDS, announce }: InstallOptions): Promise<void> {
  const missing = missingServerPackages(needs);
  if (missing.length === 0) return;
  const packages = missing.flatMap((one) => one.packages);
  const names = missing.map(({ name }) => name).join(', ');

  if (findProgram('apt-get') === undefined) throw new Error(`${names} not found. ${advice(packages)}`);
  const asRoot = await rootPrefix();
  if (asRoot === undefined) {
    throw new Error(
      `${names} not found, and installing needs root or sudo without a password. ${advice(packages)}`,
    );
  }
  announce(`${names} not found: installing ${packages.join(' ')} with apt-get (services are not started) …`);
  await aptInstall(packages, asRoot);

  const stillMissing = missingServerPackages(needs);
  if (stillMissing.length > 0) {
    const left = stillMissing.map(({ name }) => name).join(', ');
    throw new Error(`installed ${packages.join(' ')}, but ${left} is still not found. ${advice(packages)}`);
  }
  announce(`installed ${packages.join(' ')}`);
}

function advice(packages: readonly string[]): string {
  return [
    'Install by hand, then run the same command again:',
    `  Debian or Ubuntu:  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    '  elsewhere:         the same programs from your system; for RabbitMQ and PostgreSQL you may instead set',
    '                     AMQP_URL and DATABASE_URL to servers that run already.',
  ].join('\n');
}

function hasModel(): boolean {
  const roots = [
    '/usr/share/pocketsphinx',
    '/usr/local/share/pocketsphinx',
    '/opt/homebrew/share/pocketsphinx',
  ];
  return roots.some((root) => {
    const model = `${root}/model/en-us`;
    return existsSync(model) && readdirSync(model).length > 0;
  });
}
