import { port, type ValuesOf } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { internalToken } from '@meeting-intelligence/http';
import { serviceFields } from '@meeting-intelligence/service';

export const persistenceFields = {
  ...serviceFields,
  PORT: port('where the internal HTTP API of meetings listens', 8081),
  DATABASE_URL: databaseUrl,
  INTERNAL_TOKEN: internalToken,
};

export type PersistenceConfig = ValuesOf<typeof persistenceFields>;
