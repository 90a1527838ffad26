import { isUuid } from '@meeting-intelligence/http';
import type { Answer } from './sealed-answer.js';

/** Ids of the jobs that an answer shows, alone or in its `data`: none that a text within one of them names. */
export function jobsShownIn({ headers, body }: Answer): string[] {
  if (!body || !/^application\/json\b/i.test(headers['content-type'] ?? '')) return [];
  const shown = JSON.parse(body) as { readonly data?: unknown } | null;
  const resources = Array.isArray(shown?.data) ? (shown.data as unknown[]) : [shown];
  return [...new Set(resources.flatMap(idOfJob))];
}

function idOfJob(resource: unknown): string[] {
  const { id, links } = (resource ?? {}) as { readonly id?: unknown; readonly links?: { self?: unknown } };
  return typeof id === 'string' && isUuid(id) && links?.self === `/v1/jobs/${id}` ? [id] : [];
}
