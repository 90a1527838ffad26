import { expect, test } from 'vitest';
import { apiRouteAt } from './api-route-of.js';

test.each([
  ['POST', '/v1/jobs', 'submitJob'],
  ['POST', '/v1/jobs/:id/cancel', 'cancelJob'],
  ['GET', '/v1/jobs/:id', 'getJob'],
  ['HEAD', '/v1/jobs/:id', 'getJob'],
  ['GET', '/v1/jobs/{id}', undefined],
  ['PUT', '/v1/jobs', undefined],
  ['GET', undefined, undefined],
])('%s %s is the operation %s', (method, url, operationId) => {
  expect(apiRouteAt(method, url)?.operationId).toBe(operationId);
});

test('a HEAD that the API has of its own is that', () => {
  expect(apiRouteAt('HEAD', '/v1/uploads/:id')?.method).toBe('HEAD');
});
