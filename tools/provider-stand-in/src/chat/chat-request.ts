import { z } from 'zod';
import { CHAT_SCHEMAS } from '../faults/fault-rule.js';

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });

/** The part of POST /v1/chat/completions that `chat.completions.parse` with a zod response format uses. */
export const chatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: z.union([
          z.string(),
          z.array(textPart).transform((parts) => parts.map(({ text }) => text).join('')),
        ]),
      }),
    )
    .min(1),
  stream: z.literal(false, { error: 'the offline rules engine does not stream' }).nullish(),
  response_format: z.looseObject({
    type: z.literal('json_schema', { error: 'the offline rules engine only answers type "json_schema"' }),
    json_schema: z.looseObject({
      name: z.enum(CHAT_SCHEMAS, {
        error: `the offline rules engine only knows the schemas ${CHAT_SCHEMAS.join(', ')}`,
      }),
    }),
  }),
});

export type ChatRequest = z.infer<typeof chatRequest>;

/** The last message that carries a transcript: earlier ones may be examples. */
export function findPrompt({ messages }: ChatRequest): string | undefined {
  return messages.findLast(({ role, content }) => role === 'user' && content.includes('<transcript>'))
    ?.content;
}
