import 'reflect-metadata';
import type { Server } from 'node:http';
import type { Fields, ValuesOf } from '@meeting-intelligence/config';
import { startHealthServer, type HealthCheck } from '@meeting-intelligence/health';
import { OpenConnections, traceRequests } from '@meeting-intelligence/http';
import { EventBusStrategy, OverdueHandlers, RethrowExceptions } from '@meeting-intelligence/messaging';
import { metrics, scrape } from '@meeting-intelligence/metrics';
import { NestLogger } from '@meeting-intelligence/telemetry';
import { NestFactory } from '@nestjs/core';
import type { NestMicroservice } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { serviceFields } from './config.js';
import { measureProcess } from './measure-process.js';
import { measureRequests } from './measure-requests.js';
import { readiness, startupChecks } from './service-checks.js';
import type { Platform, ServiceDefinition } from './service-definition.js';
import { recordingUnroutable } from './unmatched-requests.js';

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
  const { bus, logger } = platform;
  const gracePeriodMs = config.GRACE_PERIOD_MS;
  const starting: HealthCheck = { name: 'start', check: fails('the service is still starting') };
  const checks = { startup: [starting], ready: [starting] };
  const overdue = new OverdueHandlers();
  let stoppingSince: number | undefined;
  const health = await startHealthServer({
    port: config.HEALTH_PORT,
    ...checks,
    live: [{ name: 'handlers', check: () => overdue.assertNone() }],
    isShuttingDown: () => stoppingSince !== undefined,
    scrape: config.METRICS === 'on' ? scrape : undefined,
    onTerminate,
  });
  const app = await startApp(definition, config, platform, overdue).catch(async (error: unknown) => {
    await health.close();
    throw error;
  });
  checks.startup.splice(0, 1, ...startupChecks(definition, app, platform));
  checks.ready.splice(0, 1, ...readiness(definition, app, platform));
  const stopMeasuring = measureProcess({
    bus,
    isReady: () => health.isReady(),
    stoppingSince: () => stoppingSince,
    gracePeriodMs,
  });

  return {
    app,
    healthUrl: health.url,
    url: definition.http && (await app.getUrl()),
    stop: async () => {
      stoppingSince ??= performance.now();
      const until = performance.now() + gracePeriodMs;
      definition.http?.stopping?.(app);
      await bus.drain(gracePeriodMs);
      await closeApp(app, until - performance.now(), (requests) => {
        metrics.httpCutRequests.add({}, requests);
        logger.warn(
          { requests, grace_period_ms: gracePeriodMs },
          'requests were cut: the grace period is over',
        );
      });
      await bus.close();
      stopMeasuring();
      await health.close();
    },
  };
}

/**
 * Requests that are under way are answered, for as long as the grace period lasts: an upload may take hours. Connections on
 * which there is none are closed, then and as soon as they have had their answer.
 *
 * @param onCut is told how many were not
 */
async function closeApp(
  app: NestFastifyApplication,
  withinMs: number,
  onCut: (requests: number) => void,
): Promise<void> {
  const server = serverOf(app);
  const connections = OpenConnections.of(server);
  const sweep = setInterval(() => connections.closeIdle(), IDLE_SWEEP_MS);
  const cut = () => {
    if (connections.requests > 0) onCut(connections.requests);
    server.closeAllConnections();
  };
  const giveUp = setTimeout(cut, Math.max(0, withinMs));
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
  overdue: OverdueHandlers,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    definition.module(config, platform),
    new FastifyAdapter({
      forceCloseConnections: 'idle',
      trustProxy: false,
      bodyLimit: 262_144,
      // How often overdue heads are looked for. Node's half a minute would be added to the time that they have.
      http: { connectionsCheckingInterval: 1_000 },
      frameworkErrors: recordingUnroutable(platform.logger, definition.http?.answerUnroutable),
    }),
    { logger: new NestLogger(platform.logger), abortOnError: false },
  );
  OpenConnections.of(serverOf(app));
  if (definition.http) {
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    const { isInternal = () => false } = definition.http;
    traceRequests(fastify, { fromInside: (request) => isInternal(request, config) });
    measureRequests(fastify);
  }
  await definition.http?.configure?.(app, config);
  const strategy = new EventBusStrategy({
    service: definition.name,
    bus: platform.bus,
    logger: platform.logger,
    onGivenUp: definition.onGivenUp ?? (() => []),
    claimStore: platform.store,
    overdue,
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

function fails(reason: string) {
  return () => {
    throw new Error(reason);
  };
}
