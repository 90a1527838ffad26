export interface LogLine {
  /** One of pino's labels; `raw` when the line is not one of our JSON log lines. */
  readonly level: string;
  /** For people. */
  readonly text: string;
}

const HIDDEN = new Set([
  'timestamp',
  'time',
  'level',
  'msg',
  'service',
  'version',
  'env',
  'pod',
  'pid',
  'hostname',
]);
const HIDDEN_IDS = new Set(['trace_id', 'span_id', 'trace_flags', 'correlation_id', 'message_id']);
const MAX_VALUE_LENGTH = 120;

/** Renders one JSON log line of a service for people; anything else comes back as it is. */
export function formatLogLine(line: string): LogLine {
  const entry = parse(line);
  if (entry === undefined || typeof entry.msg !== 'string') return { level: 'raw', text: line };
  const level = typeof entry.level === 'string' ? entry.level : 'info';
  const details = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name) && !HIDDEN_IDS.has(name) && name !== 'err')
    .map(([name, value]) => `${name}=${shorten(value)}`);
  const text = [level.toUpperCase().padEnd(5), entry.msg, ...details, ...describeError(entry.err)].join(' ');
  return { level, text };
}

/** Whether a line deserves a person's attention although they did not ask for all of them. */
export function isWorthShowing({ level }: LogLine): boolean {
  return ['raw', 'warn', 'error', 'fatal'].includes(level);
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function describeError(err: unknown): string[] {
  if (typeof err !== 'object' || err === null) return [];
  const { code, message } = err as { code?: unknown; message?: unknown };
  return [`— ${[code, message].filter(Boolean).map(String).join(': ')}`];
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
