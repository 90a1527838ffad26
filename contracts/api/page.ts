import { z } from 'zod';

export const nextCursor = z.string().nullable().describe('of the page that follows; null: this is the last');

/** One page of a list, and where the next one begins. */
export function pageOf<Item extends z.ZodType>(item: Item, example: z.input<Item>) {
  return {
    description: 'A page',
    content: {
      'application/json': {
        schema: z.object({ data: z.array(item), next_cursor: nextCursor }),
        example: { data: [example], next_cursor: null },
      },
    },
    headers: { Link: 'the page that follows, as `rel="next"`' },
  };
}
