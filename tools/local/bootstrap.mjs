// First step of every npm script, on any Node from 20 on and with nothing installed yet: installs the packages,
// compiles, and hands over to the pinned Node. Standard output belongs to the command; this only uses stderr.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const PINNED_NODE = 24;
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');

/** Commands that a compiled script carries out, with the arguments it is given; where it is a function, after the first of them. */
const scripts = {
  demo: ['tools/local/dist/main.js', 'demo'],
  start: ['tools/local/dist/main.js', 'start'],
  'api-keys': ['services/ingest/dist/api-keys.js'],
  'dead-letters': ['tools/dead-letters/dist/main.js'],
  faults: ['tools/faults/dist/main.js'],
  meeting: ['tools/meeting/dist/main.js'],
  'reseal-secrets': (service) => [`services/${service}/dist/reseal-secrets.js`],
};
/** The services that keep something sealed. */
const sealing = ['ingest', 'notification'];
const steps = { test, verify };

const say = (line) => process.stderr.write(`${line}\n`);
const majorOf = (version) => Number(version.replace(/^v/, '').split('.')[0]);

/** The child that is running now: signals go to it. */
let current;
let toldToStop = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    toldToStop = true;
    if (current) current.kill(signal);
    else process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** Parent of a process and its name, where the system tells (Linux). */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return { name: '', parent: 0 };
  }
}

// npm that is killed leaves us behind, with nobody to wait for the result. Between npm and us there may be a shell.
if (process.env.npm_lifecycle_event) {
  const ancestors = () => {
    const { name, parent } = parentOf(process.ppid);
    return `${process.ppid} ${/^(ba|da|z)?sh$/.test(name) ? parent : ''}`;
  };
  const expected = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === expected) return;
    // Once: the launcher takes a second signal for an impatient user, and kills what is still draining.
    clearInterval(watch);
    if (!toldToStop) current?.kill('SIGTERM');
  }, 1_000);
  watch.unref();
}

/** Runs a program to its end. With `quiet`, its output is collected instead of shown. */
function run(command, args, { quiet = false, stdout = 'inherit', env = process.env } = {}) {
  return new Promise((resolve) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', stdout, 'inherit'];
    const child = spawn(command, args, { cwd: root, env, stdio });
    current = child;
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const end = (status) => {
      current = undefined;
      resolve({ status, output });
    };
    child.once('error', (error) => {
      output += `${command}: ${error.message}\n`;
      if (!quiet) say(`${command}: ${error.message}`);
      end(127);
    });
    child.once('close', (code, signal) =>
      end(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)),
    );
  });
}

/** npm's own record of what is installed says the same as the lock file. */
function packagesAreInstalled() {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  try {
    const wanted = read(join(root, 'package-lock.json'));
    const installed = read(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(([path, entry]) => {
      // Workspaces are links; optional packages are there for the right platform only.
      if (!path.startsWith('node_modules/') || entry.link || entry.optional || entry.devOptional) return true;
      return installed[path]?.version === entry.version;
    });
  } catch {
    return false;
  }
}

async function installPackages() {
  if (packagesAreInstalled()) return 0;
  say('installing packages (npm ci) …');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npmScript = process.env.npm_execpath;
  const own = npmScript !== undefined && /\.c?js$/.test(npmScript);
  // Standard output to nowhere: npm repeats on it what was asked for by nobody.
  const { status } = own
    ? await run(process.execPath, [npmScript, ...args], { stdout: 'ignore' })
    : await run('npm', args, { stdout: 'ignore' });
  if (status !== 0) say('npm ci failed: the lines above say why');
  return status;
}

/** The pinned Node from the packages; on a platform it does not run on, our own if that is new enough. */
async function chooseNode() {
  for (const candidate of [join(root, 'node_modules', 'node', 'bin', 'node'), join(bin, 'node')]) {
    if (!existsSync(candidate)) continue;
    const { status, output } = await run(candidate, ['--version'], { quiet: true });
    if (status === 0 && majorOf(output.trim()) >= PINNED_NODE) return candidate;
  }
  if (majorOf(process.version) >= PINNED_NODE) {
    say(`the pinned Node ${PINNED_NODE} does not run here: using ${process.execPath} (${process.version})`);
    return process.execPath;
  }
  say(
    `Node ${PINNED_NODE} is needed, and the one in node_modules does not run here. Install Node ${PINNED_NODE} LTS.`,
  );
  return undefined;
}

async function compile(node, env) {
  const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const started = Date.now();
  const firstTime = !existsSync(join(root, 'tools', 'local', 'dist', 'main.js'));
  if (firstTime) say('compiling (tsc -b) …');
  const { status, output } = await run(node, [typescript, '-b'], { quiet: true, env });
  if (status !== 0) say(`${output.trimEnd()}\ncompiling failed`);
  else if (firstTime) say(`compiled in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return status;
}

async function verify(node, env) {
  const script = (name) => join(bin, name);
  const sources = ['contracts', 'libs', 'services', 'tools'].filter((folder) =>
    existsSync(join(root, folder)),
  );
  const checks = [
    ['format', [script('prettier'), '--check', '.']],
    ['lint', [script('eslint'), '.']],
    ['types', [script('tsc'), '-p', 'tsconfig.check.json']],
    ['architecture', [script('depcruise'), ...sources]],
    ['generated contracts', [join('contracts', 'dist', 'generate.js'), '--check']],
    ['API description', [join('services', 'ingest', 'dist', 'description', 'generate.js'), '--check']],
    ['API client', [join('libs', 'client', 'dist', 'generate.js'), '--check']],
    ['dashboards and alerts', [join('tools', 'observability', 'dist', 'generate.js'), '--check']],
    ['environment example', [join('tools', 'local', 'dist', 'generate-env-example.js'), '--check']],
  ];
  const failed = [];
  for (const [headline, args] of checks) {
    const started = Date.now();
    const { status, output } = await run(node, args, { quiet: true, env });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${status === 0 ? '✓' : '✗'} ${headline} (${seconds} s)`);
    if (status === 0) continue;
    failed.push(headline);
    say(output.trimEnd().replace(/^/gm, '    '));
    if (status === 130 || status === 143) return status;
  }
  say(failed.length === 0 ? 'verify: all good' : `verify: failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

async function test(node, env, args) {
  const installed = await run(node, [join(root, 'tools', 'local', 'dist', 'install-programs.js')], { env });
  if (installed.status !== 0) return installed.status;
  return (await run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { env }))
    .status;
}

async function main([command = '', ...args]) {
  const commands = [...Object.keys(scripts), ...Object.keys(steps)];
  if (!commands.includes(command)) {
    say(`usage: bootstrap.mjs ${commands.join('|')} [options], not "${command}"`);
    return 2;
  }
  if (majorOf(process.version) < OLDEST_NODE) {
    say(
      `Node ${OLDEST_NODE} or newer is needed to set up the project; this is ${process.version} (${process.execPath}).`,
    );
    say('See https://nodejs.org/en/download, or your system’s packages.');
    return 1;
  }
  const installed = await installPackages();
  if (installed !== 0) return installed;
  const node = await chooseNode();
  if (node === undefined) return 1;
  const env = {
    ...process.env,
    PATH: [dirname(node), bin, process.env.PATH].filter(Boolean).join(delimiter),
  };
  const compiled = await compile(node, env);
  if (compiled !== 0) return compiled;
  if (command in steps) return steps[command](node, env, args);
  let script = scripts[command];
  if (typeof script === 'function') {
    const service = args.shift();
    if (!sealing.includes(service)) {
      say(`${command}: expected ${sealing.join(' or ')}, got "${service ?? ''}"`);
      return 2;
    }
    script = script(service);
  }
  const [path, ...first] = script;
  return (await run(node, [join(root, path), ...first, ...args], { env })).status;
}

process.exit(await main(process.argv.slice(2)));
