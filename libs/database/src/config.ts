import { field } from '@meeting-intelligence/config';
import { z } from 'zod';

/** `DATABASE_URL: databaseUrl`, for a service that has a database. */
export const databaseUrl = field(
  z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://USER:PASSWORD@HOST:PORT/NAME' }),
  'the database in which the service keeps a schema of its own',
);
