import type { Fields } from '@meeting-intelligence/config';
import type { HealthCheck } from '@meeting-intelligence/health';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { serviceFields } from './config.js';
import type { Platform, ServiceDefinition } from './service-definition.js';

/**
 * What has to hold once: its configuration was read and its migrations ran, or the process would not be here, and the queues are
 * declared. Not for a service that can do its work without the broker: it may start during an outage.
 */
export function startupChecks<F extends Fields & typeof serviceFields>(
  { readiness: own }: ServiceDefinition<F>,
  app: NestFastifyApplication,
  { bus }: Platform,
): readonly HealthCheck[] {
  const topology = saying('topology', () => bus.topologyState(), 'the queues are not declared yet');
  return [...(own?.replacesBroker ? [] : [topology]), ...(own?.startup?.(app) ?? [])];
}

export function readiness<F extends Fields & typeof serviceFields>(
  { readiness: own }: ServiceDefinition<F>,
  app: NestFastifyApplication,
  { bus }: Platform,
): readonly HealthCheck[] {
  const broker = saying('broker', () => bus.readiness(), 'the consumers are not there yet');
  return [...(own?.replacesBroker ? [] : [broker]), ...(own?.checks(app) ?? [])];
}

function saying(
  name: string,
  state: () => { readonly ready: boolean; readonly reason?: string },
  otherwise: string,
): HealthCheck {
  return {
    name,
    check: () => {
      const { ready, reason } = state();
      if (!ready) throw new Error(reason ?? otherwise);
    },
  };
}
