import { z } from 'zod';

const part = z.object({ key: z.string(), sizeBytes: z.number().int().positive() });

/** What is here of a recording that is fetched in parts: the checkpoint of its event. */
const unfinishedFetch = z.object({ version: z.string(), parts: z.array(part).min(1) });
export type UnfinishedFetch = z.infer<typeof unfinishedFetch>;
export type FetchedPart = z.infer<typeof part>;

/** Undefined for the checkpoint of an older build, too: then it begins anew. */
export function unfinishedFetchIn(checkpoint: unknown): UnfinishedFetch | undefined {
  return unfinishedFetch.safeParse(checkpoint).data;
}

export function bytesIn(parts: readonly FetchedPart[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
