/** One JSON object a line on standard output. Callers pass no keys and nothing that was said. */
export type Log = (level: 'info' | 'error', msg: string, detail?: Readonly<Record<string, unknown>>) => void;

export const logToStdout: Log = (level, msg, detail = {}) => {
  process.stdout.write(`${JSON.stringify({ level, msg, ...detail, time: new Date().toISOString() })}\n`);
};
