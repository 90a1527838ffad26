import { secret } from '@meeting-intelligence/config';

/** `INTERNAL_TOKEN: internalToken`, for a service that asks another over HTTP or is asked. */
export const internalToken = secret(
  'what the services show each other on internal HTTP; the same in all of them',
  32,
);
