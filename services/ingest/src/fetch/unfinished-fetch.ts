import { recording } from '@meeting-intelligence/contracts';
import { z } from 'zod';

const part = z.object({ key: z.string(), sizeBytes: z.number().int().positive() });

/** What is here of a recording that is fetched in parts. */
const unfinished = z.object({
  version: z.string(),
  /** As the server said; unknown of one that only said when it was over. */
  totalBytes: z.number().int().positive().optional(),
  filename: z.string().optional(),
  parts: z.array(part).min(1),
});

/** It could not be gone on with, and what was here is thrown away: from now on it comes in one go, or that costs an attempt. */
const begunAnew = z.object({ begunAnew: z.literal(true) });

/** All of it is here, but the ledger does not know yet; `parts` are what it was put together from. */
const finished = z.object({ recording, parts: z.array(part) });

/** How far a fetch is: the checkpoint of its event. */
const begunFetch = z.union([finished, unfinished, begunAnew]);
export type UnfinishedFetch = z.infer<typeof unfinished>;
export type BegunAnew = z.infer<typeof begunAnew>;
export type FinishedFetch = z.infer<typeof finished>;
export type BegunFetch = z.infer<typeof begunFetch>;

/** Undefined for the checkpoint of an older build, too: then it begins anew. */
export function begunFetchIn(checkpoint: unknown): BegunFetch | undefined {
  return begunFetch.safeParse(checkpoint).data;
}

/** What is in the store of it. */
export function filesOf(begun: BegunFetch | undefined): readonly { readonly key: string }[] {
  if (!begun || 'begunAnew' in begun) return [];
  return 'recording' in begun ? [...begun.parts, begun.recording] : begun.parts;
}

export function bytesIn(parts: readonly z.infer<typeof part>[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
