import { z } from 'zod';
import type { TranscriptSummary } from './transcript.js';

const query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(10),
  status: z.enum(['queued', 'processing', 'completed', 'error']).optional(),
  created_on: z.iso.date().optional(),
  before_id: z.string().optional(),
  after_id: z.string().optional(),
});

type Page =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly error: string };

/** A page of transcripts, newest first. As with the real API, `prev_url` leads to older ones, `next_url` to newer. */
export function toPage(newestFirst: readonly TranscriptSummary[], rawQuery: unknown, origin: string): Page {
  const parsed = query.safeParse(rawQuery);
  if (!parsed.success) return { ok: false, error: z.prettifyError(parsed.error) };
  const { limit, status, created_on, before_id, after_id } = parsed.data;
  const matching = newestFirst.filter(
    (transcript) =>
      (!status || transcript.status === status) && (!created_on || transcript.created.startsWith(created_on)),
  );
  const position = (id: string): number => matching.findIndex((transcript) => transcript.id === id);
  const newerThan = after_id === undefined ? matching : matching.slice(0, Math.max(0, position(after_id)));
  const candidates = before_id === undefined ? newerThan : newerThan.slice(position(before_id) + 1);
  const rows = after_id === undefined ? candidates.slice(0, limit) : candidates.slice(-limit);

  const address = (more: Record<string, string>): string =>
    `${origin}/v2/transcript?${new URLSearchParams({ limit: String(limit), ...(status && { status }), ...more }).toString()}`;
  const [first, last] = [rows[0], rows.at(-1)];
  const hasOlder = last !== undefined && position(last.id) < matching.length - 1;
  const hasNewer = first !== undefined && position(first.id) > 0;
  return {
    ok: true,
    value: {
      page_details: {
        limit,
        result_count: rows.length,
        current_url: address({}),
        prev_url: hasOlder ? address({ before_id: last.id }) : null,
        next_url: hasNewer ? address({ after_id: first.id }) : null,
      },
      transcripts: rows.map((row) => ({
        error: null,
        ...row,
        resource_url: `${origin}/v2/transcript/${row.id}`,
      })),
    },
  };
}
