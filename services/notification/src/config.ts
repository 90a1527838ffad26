import { durationMs, type ValuesOf } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { serviceFields } from '@meeting-intelligence/service';

export const notificationFields = {
  ...serviceFields,
  DATABASE_URL: databaseUrl,
  WEBHOOK_TIMEOUT_MS: durationMs(
    'how long a CMS may take to answer a webhook, from connecting to its last byte',
    30_000,
    {
      min: 1,
      max: 300_000,
    },
  ),
};

export type NotificationConfig = ValuesOf<typeof notificationFields>;
