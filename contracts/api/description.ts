/** The description of the API, served by the API. */
import { z } from 'zod';
import { defineRoute } from './define-route.js';

export const getDescription = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'getDescription',
  tag: 'Description',
  summary: 'This description',
  scope: null,
  responses: {
    200: {
      description: 'OpenAPI 3.1',
      content: {
        'application/json': { schema: z.record(z.string(), z.unknown()).describe('an OpenAPI 3.1 document') },
      },
      headers: { ETag: 'changes with the description' },
    },
    304: { description: 'The description that `If-None-Match` names is still the one' },
  },
  errors: [],
});

export const readDocs = defineRoute({
  method: 'GET',
  path: '/docs',
  operationId: 'readDocs',
  tag: 'Description',
  summary: 'This description for people',
  scope: null,
  responses: {
    200: { description: 'A page', content: { 'text/html': { description: 'works offline' } } },
  },
  errors: [],
});
