import type { DestinationStream } from 'pino';

export const logFormats = ['auto', 'json', 'pretty'] as const;

/**
 * Where lines go other than to standard output as JSON: on a terminal, or where it is asked for, they are made readable.
 * What makes them so is not even loaded otherwise.
 */
export async function logDestination(
  format: (typeof logFormats)[number],
  isTerminal = process.stdout.isTTY === true,
): Promise<DestinationStream | undefined> {
  if (format === 'json' || (format === 'auto' && !isTerminal)) return undefined;
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    messageKey: 'msg',
    timestampKey: 'timestamp',
    translateTime: 'SYS:HH:MM:ss.l',
    errorLikeObjectKeys: ['err'],
    ignore: 'version,env,pod,span_id,trace_flags,correlation_id',
    sync: true,
  });
}
