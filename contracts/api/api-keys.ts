/** The keys of the API itself: who may do what, and whose jobs it is about. */
import { z } from 'zod';
import { defineRoute } from './define-route.js';
import { pageOf } from './page.js';
import { scope } from './scope.js';

/** Longest time that the old secret of a rotated key stays good. */
export const maxGraceSeconds = 7 * 86_400;

const exampleKeyId = '4fQz0VbN7aLxTe2C';

export const keyOwner = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'expected 1 to 64 letters, digits, "_", "." and "-"')
  .describe('whose jobs and meetings the key is for; nobody sees those of another owner');

const keyName = z
  .string()
  .max(100)
  .refine((value) => value.trim() !== '', 'expected more than white space')
  .refine(
    (value) => value.isWellFormed() && !/\p{Cc}/u.test(value),
    'expected text without control characters',
  )
  .describe('for people: where the key is used');

export const publicApiKey = z.object({
  id: z.string().describe('the part of the key after `mi_`; no secret'),
  name: z.string(),
  owner: z.string().describe('whose jobs and meetings the key is for'),
  scopes: z.array(scope).describe('what it is good for'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable().describe('null: never'),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().describe('to within five minutes; null: never yet'),
});
export type PublicApiKey = z.output<typeof publicApiKey>;

const issuedApiKey = publicApiKey.extend({
  key: z.string().describe('what goes into the `Authorization` header; shown this once'),
});
export type IssuedApiKey = z.output<typeof issuedApiKey>;

export const createApiKeyBody = z.strictObject({
  name: keyName,
  owner: keyOwner,
  scopes: z.array(scope).min(1).max(scope.options.length),
  expires_at: z.iso
    .datetime({ offset: true, error: 'expected RFC 3339, for example 2027-11-20T09:00:00Z' })
    .refine((value) => Date.parse(value) > Date.now(), 'expected a time to come')
    .refine((value) => new Date(value).getUTCFullYear() <= 9999, 'expected a year up to 9999')
    .optional()
    .describe('from then on the key is no good; never if left out'),
});
export type CreateApiKey = z.output<typeof createApiKeyBody>;

export const rotateApiKeyBody = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(maxGraceSeconds)
    .default(0)
    .describe('how long the old secret stays good beside the new one: up to seven days'),
});

export const listApiKeysQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('most keys of a page'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before'),
});

const keyId = z.object({ id: z.string().describe('of the key') });

const exampleKey: PublicApiKey = {
  id: exampleKeyId,
  name: 'CMS prod',
  owner: 'cms',
  scopes: ['jobs:read', 'jobs:write'],
  created_at: '2026-11-20T09:00:00.000Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

const exampleIssued: IssuedApiKey = {
  ...exampleKey,
  key: `mi_${exampleKeyId}_${'0'.repeat(43)}`,
};

const issued = { 'application/json': { schema: issuedApiKey, example: exampleIssued } };

export const createApiKey = defineRoute({
  method: 'POST',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  tag: 'API keys',
  summary: 'Make a key',
  description: 'Only a hash of the key is kept: what the answer shows is shown this once.',
  scope: 'admin',
  body: {
    'application/json': {
      schema: createApiKeyBody,
      example: { name: 'CMS prod', owner: 'cms', scopes: ['jobs:read', 'jobs:write'] },
    },
  },
  responses: { 201: { description: 'The key', content: issued } },
  errors: ['UNSUPPORTED_MEDIA_TYPE'],
});

export const listApiKeys = defineRoute({
  method: 'GET',
  path: '/v1/api-keys',
  operationId: 'listApiKeys',
  tag: 'API keys',
  summary: 'List the keys',
  description: 'Of all owners, the newest first, revoked and expired ones included; without secrets.',
  scope: 'admin',
  query: listApiKeysQuery,
  responses: {
    200: pageOf(publicApiKey, exampleKey),
  },
  errors: [],
});

export const rotateApiKey = defineRoute({
  method: 'POST',
  path: '/v1/api-keys/{id}/rotate',
  operationId: 'rotateApiKey',
  tag: 'API keys',
  summary: 'Give a key a new secret',
  description:
    'Id, owner and scopes stay. Without `grace_seconds` the old secret is no good any more from now on; of several rotations ' +
    'only the last old secret has a grace period.',
  scope: 'admin',
  params: keyId,
  body: { 'application/json': { schema: rotateApiKeyBody, example: { grace_seconds: 86_400 } } },
  responses: { 200: { description: 'The key with its new secret', content: issued } },
  errors: ['API_KEY_NOT_FOUND', 'API_KEY_ENDED', 'UNSUPPORTED_MEDIA_TYPE'],
});

export const revokeApiKey = defineRoute({
  method: 'DELETE',
  path: '/v1/api-keys/{id}',
  operationId: 'revokeApiKey',
  tag: 'API keys',
  summary: 'Revoke a key',
  description: 'From now on and for good. Asked again, it is the same. What the key has submitted goes on.',
  scope: 'admin',
  params: keyId,
  responses: { 204: { description: 'The key is revoked' } },
  errors: ['API_KEY_NOT_FOUND'],
});
