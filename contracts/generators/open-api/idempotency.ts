import type { ApiRoute } from '../../api/define-route.js';

/** Every POST takes a key of this kind, without its route saying so. */
export function takesIdempotencyKey({ method, scope }: ApiRoute): boolean {
  return method === 'POST' && scope !== null;
}

export const idempotencyKey = { $ref: '#/components/parameters/Idempotency-Key' };

/** Is part of every answer that is kept. */
export const idempotencyReplayed = {
  'Idempotency-Replayed': { $ref: '#/components/headers/Idempotency-Replayed' },
};

export const idempotencyComponents = {
  parameters: {
    'Idempotency-Key': {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again ' +
        'but answered as it was',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7E]+$' },
      example: '0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11',
    },
  },
  headers: {
    'Idempotency-Replayed': {
      description: '`true` in an answer that was given before, to a request with the same `Idempotency-Key`',
      schema: { type: 'string', enum: ['true'] },
    },
  },
};
