import { AppError, errorCodes } from '@meeting-intelligence/errors';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { expect, test } from 'vitest';
import { problemOf } from './problem.js';
import { RejectedRequest } from './rejected-request.js';

const request = { id: 'request-1', path: '/v1/jobs' };

test('tells a client what it did wrong', () => {
  const faults = [{ pointer: '/title', code: 'empty', detail: 'expected a value' }] as const;

  expect(problemOf(new RejectedRequest('INVALID_REQUEST', 'a field is wrong', { faults }), request)).toEqual({
    type: 'urn:meeting-intelligence:error:INVALID_REQUEST',
    title: errorCodes.INVALID_REQUEST.meaning,
    status: 422,
    detail: 'a field is wrong',
    instance: '/v1/jobs',
    code: 'INVALID_REQUEST',
    request_id: 'request-1',
    errors: faults,
  });
});

test.each([
  [
    'one that is away',
    new AppError('DATABASE_UNAVAILABLE', 'connect db-7.internal'),
    503,
    'DATABASE_UNAVAILABLE',
  ],
  ['one nobody foresaw', new TypeError('at db-7.internal'), 500, 'INTERNAL'],
  [
    'one of a code that is not for clients',
    new AppError('OBJECT_NOT_FOUND', 'db-7.internal'),
    500,
    'INTERNAL',
  ],
  ['what is no error', 'db-7.internal', 500, 'INTERNAL'],
])('of a fault of ours (%s) a client learns the code alone', (_, thrown, status, code) => {
  const problem = problemOf(thrown, request);

  expect(problem).toMatchObject({ status, code, detail: errorCodes[problem.code].meaning });
  expect(JSON.stringify(problem)).not.toContain('db-7');
});

test.each([
  ['of Nest', new NotFoundException(), 404, 'NOT_FOUND'],
  ['of Nest', new BadRequestException('no'), 400, 'INVALID_REQUEST'],
  ['of Fastify', Object.assign(new Error('no'), { statusCode: 414 }), 414, 'INVALID_REQUEST'],
  ['of Fastify', Object.assign(new Error('no'), { statusCode: 415 }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['of Fastify', Object.assign(new Error('no'), { statusCode: 500 }), 500, 'INTERNAL'],
])('an error %s keeps its status', (_, thrown, status, code) => {
  expect(problemOf(thrown, request)).toMatchObject({ status, code });
});

test('of a request that is wrong in thousands of ways the answer is short', () => {
  const faults = Array.from({ length: 25_000 }, (_, index) => {
    return { pointer: `/${index}`, code: 'unknown', detail: 'expected no such field' } as const;
  });
  const problem = problemOf(new RejectedRequest('INVALID_REQUEST', 'x'.repeat(1e6), { faults }), request);

  expect(problem.errors).toEqual(faults.slice(0, 200));
  expect(problem.detail).toBe(`${'x'.repeat(1_000)}…`);
});
