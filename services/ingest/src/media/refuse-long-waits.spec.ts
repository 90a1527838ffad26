import { RejectedRequest } from '@meeting-intelligence/http';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { refuseLongWaits } from './refuse-long-waits.js';

const form = 'multipart/form-data; boundary=b';

/** What becomes of a request while the queue is long for `acme`. */
async function statusOf(request: {
  readonly owner?: string;
  readonly type?: string;
  readonly repeated?: boolean;
}): Promise<number> {
  const { owner = 'acme', type = form, repeated } = request;
  const app = fastify();
  app.addContentTypeParser(
    ['multipart/form-data', 'application/offset+octet-stream'],
    (_request, _body, done) => done(null),
  );
  app.addHook('onRequest', (given, _reply, next) => {
    Object.assign(given, { principal: { owner }, repeated });
    next();
  });
  refuseLongWaits(app, {
    assertShortWait: (whose) => {
      if (whose === 'acme') throw new RejectedRequest('SERVICE_UNAVAILABLE', 'later');
    },
  });
  app.post('/', () => 'taken');
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': type },
    body: 'x',
  });
  return statusCode;
}

test('a form is refused before it is read while its recording would wait for long', async () => {
  expect(await statusOf({})).not.toBe(200);
  expect(await statusOf({ type: 'Multipart/Form-Data ;boundary=b' })).not.toBe(200);
});

test('what keeps what arrived, was done before, or is of somebody who would not wait is taken', async () => {
  expect(await statusOf({ type: 'application/offset+octet-stream' })).toBe(200);
  expect(await statusOf({ repeated: true })).toBe(200);
  expect(await statusOf({ owner: 'other' })).toBe(200);
});
