import { bytes, field, port, secret, type ValuesOf } from '@meeting-intelligence/config';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

export const ingestFields = {
  ...serviceFields,
  PORT: port('where the public HTTP API listens', 8080),
  DATABASE_URL: field(
    z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://USER:PASSWORD@HOST:PORT/NAME' }),
    'the database of the job ledger; the schema "ingest" in it is this service\'s own',
  ),
  PERSISTENCE_URL: field(
    z.url({ protocol: /^https?$/, error: 'expected http://HOST:PORT' }),
    'where the persistence service answers; meetings are read from it',
  ),
  INTERNAL_TOKEN: secret('what the services show each other on internal HTTP; the same in all of them', 32),
  MAX_UPLOAD_BYTES: bytes('the largest recording that is accepted', 1_073_741_824),
};

export type IngestConfig = ValuesOf<typeof ingestFields>;
