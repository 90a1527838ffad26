/** What an event says of the handling that published it: who reads the history of a job sees where its time and money went. */
import { z } from 'zod';

/** Calls of one kind to something outside that costs time or money; those that came out the same are one, with their sums. */
export const providerCalls = z.object({
  provider: z.string().max(50).describe('`assemblyai`, `openai` or `webhook`'),
  operation: z.string().max(100),
  model: z.string().max(100).optional(),
  outcome: z.string().max(100).describe('`ok`, or the code of the error'),
  statusCode: z.int().optional().describe('of the answer, where that is what counts'),
  count: z.int().min(1),
  ms: z.int().min(0).describe('how long they took, together'),
  inputTokens: z.int().min(0).optional(),
  outputTokens: z.int().min(0).optional(),
  isPaid: z.boolean().optional().describe('whether such a call costs money'),
});
export type ProviderCalls = z.infer<typeof providerCalls>;

/** A handling before this one that failed. */
export const earlierFailure = z.object({
  attempt: z.int().min(1),
  code: z.string().max(100),
  at: z.iso.datetime(),
});
export type EarlierFailure = z.infer<typeof earlierFailure>;

/** The largest Integer of CloudEvents (§3.1.1), and 24 days in ms. */
export const maxInteger = 2_147_483_647;

/**
 * Extension attributes of the envelope, which are scalars by the CloudEvents specification: lists are JSON. Absent on what no
 * handling published, such as the event with which a request begins a job, and on what an older build did.
 */
export const handlingAttributes = z.object({
  startedat: z.iso
    .datetime()
    .optional()
    .describe('when the handling that published the event began; `time` is when it was done'),
  attempt: z.int().min(1).max(maxInteger).optional().describe('which attempt that handling was'),
  waitedms: z
    .int()
    .min(0)
    .max(maxInteger)
    .optional()
    .describe('from the time of the event that was handled to `startedat`: queues, retries and deferrals'),
  deferrals: z.int().min(0).max(maxInteger).optional().describe('how often it was "not yet" before'),
  failures: z.string().optional().describe('JSON: the attempts that failed before, `[{attempt, code, at}]`'),
  calls: z
    .string()
    .optional()
    .describe(
      'JSON: calls to providers, those of earlier attempts too, `[{provider, operation, outcome, count, ms, …}]`',
    ),
});
export type HandlingAttributes = z.infer<typeof handlingAttributes>;
