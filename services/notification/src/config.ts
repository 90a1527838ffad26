import { durationMs, type ValuesOf } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { egressFields } from '@meeting-intelligence/egress';
import { secretKeys } from '@meeting-intelligence/key-ring';
import { serviceFields } from '@meeting-intelligence/service';

export const notificationFields = {
  ...serviceFields,
  DATABASE_URL: databaseUrl,
  SECRET_KEYS: secretKeys,
  ...egressFields,
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
