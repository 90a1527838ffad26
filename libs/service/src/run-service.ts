import { hostname } from 'node:os';
import { ConfigError, loadConfig, type Fields, type ValuesOf } from '@meeting-intelligence/config';
import { createRabbitMqEventBus } from '@meeting-intelligence/messaging';
import { collectNodeDefaults, metrics, stopRecording } from '@meeting-intelligence/metrics';
import { createObjectStore } from '@meeting-intelligence/storage';
import { createLogger, logDestination, type Logger, type Telemetry } from '@meeting-intelligence/telemetry';
import type { serviceFields } from './config.js';
import { createService, type RunningService } from './create-service.js';
import type { ServiceDefinition } from './service-definition.js';
import { isNoticed, watchForNotice } from './termination-notice.js';

/** Beyond the grace period: confirms, acks and the last spans have this long before the process ends anyway. */
const closingMs = 10_000;

/**
 * The life of a service process: configuration, start, and a drain on SIGTERM, SIGINT or a termination notice (the file,
 * or `POST /terminate` on the health port). Exits 0 after a clean drain, 78 when the environment has faults, 1 on
 * anything else. While the notice is there it does not start: no work for a machine that is about to go.
 */
export async function runService<F extends Fields & typeof serviceFields>(
  definition: ServiceDefinition<F>,
  version: string,
  telemetry: Telemetry,
): Promise<void> {
  const config = configOrExit(definition, telemetry.faults);
  const { DEPLOYMENT_ENVIRONMENT: env, POD_NAME: pod = hostname() } = config;
  const identified = { name: definition.name, version, env, pod };
  const logger = createLogger(identified, config.LOG_LEVEL, await logDestination(config.LOG_FORMAT));
  telemetry.logTo(logger);
  for (const output of [process.stdout, process.stderr]) output.on('error', goOnUnheard);
  process.on('uncaughtException', (err) => die(logger, err, 'uncaught exception'));
  process.on('unhandledRejection', (err) => die(logger, err, 'unhandled rejection'));
  if (config.METRICS === 'off') stopRecording();
  else {
    collectNodeDefaults();
    const build = { service: definition.name, version, revision: config.GIT_REVISION };
    metrics.buildInfo.from(() => [{ labels: build, value: 1 }]);
  }
  const notice = config.TERMINATION_NOTICE_FILE;
  if (await isNoticed(notice)) {
    logger.warn({ file: notice }, 'not started: there is a termination notice');
    process.exit(0);
  }
  const told = Promise.withResolvers<string>();
  process.on('SIGTERM', told.resolve);
  process.on('SIGINT', told.resolve);
  if (notice !== undefined) watchForNotice(notice, () => told.resolve('notice'));
  let service: RunningService | undefined;
  try {
    const store = createObjectStore(config);
    const identity = { name: definition.name, version };
    const bus = createRabbitMqEventBus(config, { logger, claimStore: store, service: identity });
    const platform = { bus, store, logger };
    const starting = createService(definition, config, platform, () => told.resolve('request'));
    // A database that is not there yet is waited for, and meanwhile nothing is lost by ending at once.
    service = await Promise.race([starting, told.promise.then(() => undefined)]);
  } catch (err) {
    die(logger, err, 'could not start');
  }
  if (!service) {
    logger.info({ reason: await told.promise }, 'stopped before it had started');
    process.exit(0);
  }
  logger.info({ health: service.healthUrl, url: service.url, pid: process.pid }, 'started');
  try {
    await stopWhenTold(told.promise, service, config.GRACE_PERIOD_MS, logger, telemetry);
  } catch (err) {
    die(logger, err, 'could not stop in good order');
  }
}

/** All faults at once, those of what was started before the configuration was read too. */
function configOrExit<F extends Fields & typeof serviceFields>(
  definition: ServiceDefinition<F>,
  faultsBefore: readonly string[],
): ValuesOf<F> {
  const faults = [...faultsBefore];
  try {
    const config = loadConfig(definition.fields);
    faults.push(...(definition.contradictions?.(config) ?? []));
    if (faults.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.unshift(...error.faults);
  }
  const error = new ConfigError(faults);
  process.stderr.write(`${definition.name}: ${error.message}\n`);
  process.exit(error.exitCode);
}

async function stopWhenTold(
  told: Promise<string>,
  service: RunningService,
  gracePeriodMs: number,
  logger: Logger,
  telemetry: Telemetry,
): Promise<never> {
  logger.info({ reason: await told }, 'stopping');
  setTimeout(
    () => die(logger, new Error(`not stopped ${closingMs} ms after the grace period`), 'gave up'),
    gracePeriodMs + closingMs,
  ).unref();
  await service.stop();
  await telemetry.shutdown();
  logger.info('stopped');
  process.exit(0);
}

/** Whoever reads our lines may go away: the work is worth more than being heard. Without a listener the process would end. */
function goOnUnheard(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function die(logger: Logger, err: unknown, msg: string): never {
  logger.fatal({ err }, msg);
  process.exit(1);
}
