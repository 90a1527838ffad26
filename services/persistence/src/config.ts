import { field, port, secret, type ValuesOf } from '@meeting-intelligence/config';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

export const persistenceFields = {
  ...serviceFields,
  PORT: port('where the internal HTTP API of meetings listens', 8081),
  DATABASE_URL: field(
    z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://USER:PASSWORD@HOST:PORT/NAME' }),
    'the database of the meetings; the schema "meetings" in it is this service\'s own',
  ),
  INTERNAL_TOKEN: secret('what the services show each other on internal HTTP; the same in all of them', 32),
};

export type PersistenceConfig = ValuesOf<typeof persistenceFields>;
