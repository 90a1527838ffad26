import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseFaultRules, type FaultRule } from './faults/fault-rule.js';

/** Environment of the stand-in. It has no secrets: any non-empty key is accepted from clients. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4010).describe('TCP port; 0 takes any free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  DATA_DIR: z
    .string()
    .min(1)
    .default(join(tmpdir(), 'meeting-intelligence-provider-stand-in'))
    .describe('folder for uploads and transcripts'),
  STAND_IN_FAULTS: z
    .string()
    .default('')
    .transform((text, context): FaultRule[] => {
      const { rules, faults } = parseFaultRules(text);
      for (const message of faults) context.addIssue({ code: 'custom', message });
      return rules;
    })
    .describe('failure switches, see faults/fault-rule.ts'),
  STAND_IN_MODE: z
    .enum(['real', 'instant'])
    .default('real')
    .describe('instant: no speech recognition at all'),
  STAND_IN_WORDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('instant: at least so many words; 70000 are a meeting of eight hours'),
  STAND_IN_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(availableParallelism())
    .describe('transcripts, and recogniser processes, at a time'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly faultRules: readonly FaultRule[];
  readonly mode: 'real' | 'instant';
  /** Of the instant engine: fewest words of a transcript. */
  readonly words: number;
  readonly concurrency: number;
  /** Where the engines' programs are looked for. */
  readonly searchPath: string;
}

export class ConfigurationFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Throws with every fault of the environment at once. Empty values count as not set, as in a copied .env file. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    throw new ConfigurationFaults(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  }
  const { PORT, HOST, DATA_DIR, STAND_IN_FAULTS, STAND_IN_MODE, STAND_IN_WORDS, STAND_IN_CONCURRENCY } =
    parsed.data;
  return Object.freeze({
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    faultRules: STAND_IN_FAULTS,
    mode: STAND_IN_MODE,
    words: STAND_IN_WORDS,
    concurrency: STAND_IN_CONCURRENCY,
    searchPath: variables.PATH ?? '',
  });
}
