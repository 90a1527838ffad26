import { expect, test } from 'vitest';
import { envExample } from './env-example.js';

const amqp = { name: 'AMQP_URL', description: 'the broker', required: true };
const port = { name: 'PORT', description: 'where the API listens', required: false, default: '8080' };
const key = { name: 'KEY', description: 'key of the provider', required: true, secret: true };
const wait = { name: 'WAIT_MS', description: 'how long', required: false, default: '5', unit: 'ms' };
const extra = { name: 'EXTRA', description: 'something more', required: false };

test('names what all services share once, then what each adds', () => {
  const text = envExample([
    { service: 'ingest', fields: [amqp, port, extra] },
    { service: 'transcription', fields: [amqp, key, wait] },
  ]);
  expect(text.split('\n').slice(4)).toEqual([
    '# all services',
    '# the broker (required)',
    'AMQP_URL=',
    '',
    '# ingest',
    '# where the API listens',
    'PORT=8080',
    '# something more',
    '# EXTRA=',
    '',
    '# transcription',
    '# key of the provider (required, secret)',
    'KEY=',
    '# how long (ms)',
    'WAIT_MS=5',
    '',
  ]);
});
