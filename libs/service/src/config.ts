import { field, port } from '@meeting-intelligence/config';
import { messagingFields } from '@meeting-intelligence/messaging';
import { storageFields } from '@meeting-intelligence/storage';
import { z } from 'zod';

/** What every service reads from its environment; each adds its own. */
export const serviceFields = {
  ...messagingFields,
  ...storageFields,
  HEALTH_PORT: port('where /live and /ready answer', 9090),
  TERMINATION_NOTICE_FILE: field(
    z.string().optional(),
    'the process stops, as on SIGTERM, when this file appears: for machines that are told before they go',
  ),
  LOG_LEVEL: field(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
    'the least severe level that is logged',
    {
      default: 'info',
    },
  ),
};
