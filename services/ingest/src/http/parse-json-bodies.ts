import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * JSON in UTF-8, without a byte order mark (RFC 8259 §8.1). The parser of Fastify replaces what is not UTF-8 without a word,
 * so that metadata would come back altered, and takes a compressed body for what it says. Of duplicate keys the last one
 * counts; keys such as `__proto__` are left to the schema of the route, which names the field.
 */
export function parseJsonBodies(app: NestFastifyApplication): void {
  app.useBodyParser('application/json', {}, ({ headers }, body: Buffer, done) => {
    try {
      done(null, jsonIn(body, headers['content-encoding']));
    } catch (error) {
      done(error as Error);
    }
  });
}

function jsonIn(body: Buffer, encoding: string | undefined): unknown {
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'expected a body without Content-Encoding');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (cause) {
    throw new RejectedRequest('INVALID_REQUEST', 'expected JSON in UTF-8, without a byte order mark', {
      status: 400,
      cause,
    });
  }
}
