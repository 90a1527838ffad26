import type { Field } from '@meeting-intelligence/config';
import { z } from 'zod';
import { KeyRing } from './key-ring.js';

/** `SECRET_KEYS: secretKeys`, for a service that seals or opens. Its value is the ring: nothing else holds the keys. */
export const secretKeys: Field<z.ZodType<KeyRing>> = {
  schema: z.string().transform((text, context) => {
    try {
      return KeyRing.parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  }),
  description:
    'the ring that seals webhook secrets, ID:KEY,ID:KEY with each KEY 32 bytes in base64: the first seals, all open; ' +
    'the same in ingest and notification (docs/secrets.md)',
  secret: true,
};
