import { randomBytes } from 'node:crypto';
import { newSecretKeys } from '@meeting-intelligence/local';

/** Delays of seconds become fractions of them: the code path is that of production, the waiting is not. */
export const SHORT_DELAYS: Readonly<Record<string, string>> = {
  RETRY_DELAYS_MS: '200,400,800',
  DEFER_DELAYS_MS: '100,300,1000',
  SPEECH_TIMEOUT_MS: '2000',
  UPLOAD_TIMEOUT_MS: '4000',
  LANGUAGE_TIMEOUT_MS: '2000',
  WEBHOOK_TIMEOUT_MS: '2000',
  HANDLER_TIMEOUT_MS: '20000',
  GRACE_PERIOD_MS: '3000',
  BREAKER_PAUSE_MS: '500',
  WATCHDOG_INTERVAL_MS: '500',
  SWEEP_INTERVAL_MS: '500',
  // Longer than anything here keeps an upload from being committed.
  ORPHAN_AGE_MS: '12000',
  // Small, so that events of an ordinary job travel by claim check too.
  CLAIM_CHECK_BYTES: '2048',
};

/** The load of the judge is that of one key. Its small disk is to be written until it is full. */
export const WIDE_LIMITS: Readonly<Record<string, string>> = {
  RATE_LIMIT_CREATES_PER_MINUTE: '0',
  RATE_LIMIT_READS_PER_MINUTE: '0',
  MAX_UPLOADS_PER_KEY: '1000',
  MAX_STREAMS_PER_KEY: '1000',
  MAX_QUEUED_JOBS: '0',
  MIN_FREE_BYTES: '0',
};

/** What is half written for longer than this was left by a process that died, and should have been removed. */
export const STALE_MS = 60_000;

/** What must never be in a log. Found again by their text, so each is long and random. */
export interface Secrets {
  readonly speechKey: string;
  readonly languageKey: string;
  readonly webhookSecret: string;
  /** The key ring that seals it, of one key. */
  readonly secretKeys: string;
  /** Of all jobs. */
  readonly apiKey: string;
}

export function plantedSecrets(): Omit<Secrets, 'apiKey'> {
  const secret = (name: string) => `planted-${name}-${randomBytes(16).toString('hex')}`;
  return {
    speechKey: secret('speech-key'),
    languageKey: secret('language-key'),
    webhookSecret: secret('webhook-secret'),
    secretKeys: newSecretKeys(),
  };
}

/** The password of a URL, which the launcher made at random. */
export function passwordOf(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
