import { AppError } from '@meeting-intelligence/errors';
import { UsageError } from './usage-error.js';

export const exitCodes = {
  done: 0,
  someFailed: 1,
  usage: 2,
  nothingMatched: 3,
  /** EX_TEMPFAIL of sysexits.h: try again later. */
  brokerUnavailable: 75,
  interrupted: 130,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof AppError && error.code === 'BROKER_UNAVAILABLE') return exitCodes.brokerUnavailable;
  return exitCodes.someFailed;
}
