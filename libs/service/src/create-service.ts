import 'reflect-metadata';
import type { Server } from 'node:http';
import type { Fields, ValuesOf } from '@meeting-intelligence/config';
import { startHealthServer, type ReadinessCheck } from '@meeting-intelligence/health';
import { OpenConnections } from '@meeting-intelligence/http';
import { EventBusStrategy, RethrowExceptions } from '@meeting-intelligence/messaging';
import { NestLogger } from '@meeting-intelligence/telemetry';
import { NestFactory } from '@nestjs/core';
import type { NestMicroservice } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { serviceFields } from './config.js';
import type { Platform, ServiceDefinition } from './service-definition.js';

const IDLE_SWEEP_MS = 50;

export interface RunningService {
  readonly app: NestFastifyApplication;
  readonly healthUrl: string;
  /** Where the HTTP API listens, for the services that have one. */
  readonly url?: string;
  /** Not ready → no new requests and deliveries → those in flight end → everything closed. */
  stop(): Promise<void>;
}

/** Builds and starts a service on whatever platform it is given: RabbitMQ in a process, in-memory in a test. */
export async function createService<F extends Fields & typeof serviceFields>(
  definition: ServiceDefinition<F>,
  config: ValuesOf<F>,
  platform: Platform,
  onTerminate?: () => void,
): Promise<RunningService> {
  const { bus } = platform;
  const checks: ReadinessCheck[] = [{ name: 'start', check: fails('the service is still starting') }];
  const health = await startHealthServer({ port: config.HEALTH_PORT, checks, onTerminate });
  const app = await startApp(definition, config, platform).catch(async (error: unknown) => {
    await health.close();
    throw error;
  });
  checks.splice(0, 1, ...readiness(definition, app, platform));

  return {
    app,
    healthUrl: health.url,
    url: definition.http && (await app.getUrl()),
    stop: async () => {
      checks.splice(0, checks.length, { name: 'start', check: fails('the service is stopping') });
      const until = performance.now() + config.GRACE_PERIOD_MS;
      definition.http?.stopping?.(app);
      await bus.drain(config.GRACE_PERIOD_MS);
      await closeApp(app, until - performance.now());
      await bus.close();
      await health.close();
    },
  };
}

/**
 * Requests that are under way are answered, for as long as the grace period lasts: an upload may take hours. Connections on
 * which there is none are closed, then and as soon as they have had their answer.
 */
async function closeApp(app: NestFastifyApplication, withinMs: number): Promise<void> {
  const server = serverOf(app);
  const sweep = setInterval(() => OpenConnections.of(server).closeIdle(), IDLE_SWEEP_MS);
  const giveUp = setTimeout(() => server.closeAllConnections(), Math.max(0, withinMs));
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(giveUp);
  }
}

function serverOf(app: NestFastifyApplication): Server {
  const { server }: FastifyInstance = app.getHttpAdapter().getInstance();
  return server;
}

async function startApp<F extends Fields & typeof serviceFields>(
  definition: ServiceDefinition<F>,
  config: ValuesOf<F>,
  platform: Platform,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    definition.module(config, platform),
    new FastifyAdapter({
      forceCloseConnections: 'idle',
      trustProxy: false,
      bodyLimit: 262_144,
      // How often overdue heads are looked for. Node's half a minute would be added to the time that they have.
      http: { connectionsCheckingInterval: 1_000 },
      frameworkErrors: definition.http?.answerUnroutable,
    }),
    { logger: new NestLogger(platform.logger), abortOnError: false },
  );
  OpenConnections.of(serverOf(app));
  await definition.http?.configure?.(app, config);
  const strategy = new EventBusStrategy({
    service: definition.name,
    bus: platform.bus,
    logger: platform.logger,
    onGivenUp: definition.onGivenUp ?? (() => []),
    claimStore: platform.store,
    config,
  });
  const microservice = app.connectMicroservice(
    { strategy },
    { inheritAppConfig: false, deferInitialization: true },
  );
  microservice.useGlobalFilters(new RethrowExceptions());
  // The application has run the life-cycle hooks of the module both share; deferred, the microservice would run them again.
  (microservice as NestMicroservice).setIsInitHookCalled(true);
  await app.init();
  await app.startAllMicroservices();
  if (definition.http) await app.listen(definition.http.port(config), '0.0.0.0');
  return app;
}

function readiness<F extends Fields & typeof serviceFields>(
  { readiness: own }: ServiceDefinition<F>,
  app: NestFastifyApplication,
  { bus }: Platform,
): readonly ReadinessCheck[] {
  const broker: ReadinessCheck = {
    name: 'broker',
    check: () => {
      const { ready, reason } = bus.readiness();
      if (!ready) throw new Error(reason ?? 'the consumers are not there yet');
    },
  };
  return [...(own?.replacesBroker ? [] : [broker]), ...(own?.checks(app) ?? [])];
}

function fails(reason: string) {
  return () => {
    throw new Error(reason);
  };
}
