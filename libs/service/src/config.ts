import { field, port } from '@meeting-intelligence/config';
import { messagingFields } from '@meeting-intelligence/messaging';
import { storageFields } from '@meeting-intelligence/storage';
import { logFormats } from '@meeting-intelligence/telemetry';
import { z } from 'zod';

/** What every service reads from its environment; each adds its own. */
export const serviceFields = {
  ...messagingFields,
  ...storageFields,
  HEALTH_PORT: port('where /startup, /live, /ready and /metrics answer', 9090),
  METRICS: field(z.enum(['on', 'off']), 'whether the process counts and measures, and tells it at /metrics', {
    default: 'on',
  }),
  GIT_REVISION: field(
    z.string().regex(/^[\w.-]{1,64}$/, 'expected a commit id'),
    'what the process was built from, in app_build_info',
    { default: 'unknown' },
  ),
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
  LOG_FORMAT: field(
    z.enum(logFormats),
    'how lines are written: json, pretty for people, or auto (pretty on a terminal)',
    { default: 'auto' },
  ),
  DEPLOYMENT_ENVIRONMENT: field(
    z.string().min(1),
    'what this installation is, in every line and trace: production, staging',
    { default: 'development' },
  ),
  POD_NAME: field(
    z.string().min(1).optional(),
    'which of several this process is, in every line and trace; the name of the host by default',
  ),
};
