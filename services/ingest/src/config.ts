import { bytes, field, port, type ValuesOf } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { internalToken } from '@meeting-intelligence/http';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

export const ingestFields = {
  ...serviceFields,
  PORT: port('where the public HTTP API listens', 8080),
  DATABASE_URL: databaseUrl,
  PERSISTENCE_URL: field(
    z.url({ protocol: /^https?$/, error: 'expected http://HOST:PORT' }),
    'where the persistence service answers; meetings are read from it',
  ),
  INTERNAL_TOKEN: internalToken,
  MAX_UPLOAD_BYTES: bytes('the largest recording that is accepted', 1_073_741_824),
};

export type IngestConfig = ValuesOf<typeof ingestFields>;
