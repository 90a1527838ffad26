import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly command: 'demo';
  /** Path as given; undefined means the sample. */
  readonly audio?: string;
  readonly title?: string;
  readonly json: boolean;
  readonly keep: boolean;
  readonly verbose: boolean;
}

export interface StartOptions {
  readonly command: 'start';
  readonly json: boolean;
  /** Where everything is kept; undefined means the project's own folder. */
  readonly data?: string;
  /** Prometheus, and what else is told of, beside the services. */
  readonly observe: boolean;
  /** Paths of programs; only with `observe`. */
  readonly jaeger?: string;
  readonly collector?: string;
}

export interface HelpRequest {
  readonly command: 'help';
}

/** The command line was wrong: the message is for people, the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Meeting Intelligence on one machine

  npm run demo                     send the sample recording through everything, print what came out
  npm run demo -- --audio FILE     the same with your recording (audio, or video with a sound track)
  npm start                        start everything and stay up until Ctrl-C

demo
  --audio FILE    the recording
  --title TEXT    title of the meeting
  --json          the last line of standard output is one JSON object
  --keep          keep the data folder (recordings, logs, database) afterwards
  --verbose       show every line that the services log, not only warnings

start
  --json          one JSON line on standard output when everything is ready
  --data FOLDER   keep recordings, logs and databases there; two installations need two folders
  --observe       Prometheus beside it, where it is installed, with our alert rules
  --jaeger PATH   and this Jaeger 2, which takes the traces (or JAEGER_BINARY)
  --collector PATH  and this OpenTelemetry collector (or COLLECTOR_BINARY), before Jaeger where there are both

Environment
  AMQP_URL, DATABASE_URL                use these servers instead of starting private ones
  ASSEMBLYAI_API_KEY [ASSEMBLYAI_BASE_URL]            real speech recognition
  OPENAI_API_KEY [OPENAI_BASE_URL] [OPENAI_MODEL]     a real language model
  PORT                                  where the gateway listens (8080 if free, else any free port)
  SECRET_KEYS                           seals webhook secrets instead of the key ring in the data folder
  PROMETHEUS_BINARY, JAEGER_BINARY, COLLECTOR_BINARY  programs for --observe
  LOG_LEVEL, CONCURRENCY                passed on to the services
`;

const demoFlags = {
  audio: { type: 'string' },
  title: { type: 'string' },
  json: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const startFlags = {
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
  observe: { type: 'boolean', default: false },
  jaeger: { type: 'string' },
  collector: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws UsageError */
export function parseArguments([command, ...args]: readonly string[]):
  DemoOptions | StartOptions | HelpRequest {
  if (command === undefined || command === '--help' || command === '-h' || command === 'help')
    return { command: 'help' };
  if (command === 'demo') {
    const { help, ...values } = flags(() => parseArgs({ args, options: demoFlags }).values);
    if (help) return { command: 'help' };
    if (values.audio === '') throw new UsageError('--audio wants the path of a recording');
    return { command, ...values };
  }
  if (command === 'start') {
    const { help, ...values } = flags(() => parseArgs({ args, options: startFlags }).values);
    if (help) return { command: 'help' };
    if (values.data === '') throw new UsageError('--data wants the path of a folder');
    for (const program of ['jaeger', 'collector'] as const) {
      if (values[program] === '') throw new UsageError(`--${program} wants the path of a program`);
      if (values[program] !== undefined && !values.observe)
        throw new UsageError(`--${program} belongs to --observe`);
    }
    return { command, ...values };
  }
  throw new UsageError(`unknown command "${command}": expected demo or start`);
}

function flags<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
