import { durationMs, field, type ValuesOf } from '@meeting-intelligence/config';
import { serviceFields } from '@meeting-intelligence/service';
import { z } from 'zod';

export const notificationFields = {
  ...serviceFields,
  DATABASE_URL: field(
    z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://USER:PASSWORD@HOST:PORT/NAME' }),
    'the database of the deliveries; the schema "notification" in it is this service\'s own',
  ),
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
