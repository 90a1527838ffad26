import 'reflect-metadata';
import {
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  Ip,
  Module,
  Post,
  type DynamicModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { isLoopback } from './is-loopback.js';

export interface ReadinessCheck {
  readonly name: string;
  /** Rejects, with the reason as its message, when the process should get no work. */
  check(): Promise<void> | void;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A probe must not hang on what it probes. */
const checkTimeoutMs = 1_000;
const HEALTH_OPTIONS = Symbol('health options');

export interface HealthOptions {
  readonly port: number;
  readonly host?: string;
  readonly checks: readonly ReadinessCheck[];
  /** Called for each `POST /terminate` from this machine. Without it there is no such path. */
  readonly onTerminate?: () => void;
}

@Controller()
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HEALTH_OPTIONS) private readonly options: HealthOptions,
  ) {}

  /** The event loop turns: that is all. A broker or database that is away must not restart the process. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  ready() {
    return this.health.check(this.options.checks.map((check) => () => this.run(check)));
  }

  private async run(readiness: ReadinessCheck) {
    const indicator = this.indicators.check(readiness.name);
    try {
      await Promise.race([readiness.check(), timeout()]);
      return indicator.up();
    } catch (error) {
      return indicator.down({ reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

@Controller()
class TerminationController {
  constructor(@Inject(HEALTH_OPTIONS) private readonly options: HealthOptions) {}

  /** Whoever is on this machine could end the process anyway; whoever is not must not. */
  @Post('terminate')
  @HttpCode(202)
  terminate(@Ip() address: string) {
    if (!isLoopback(address))
      throw new ForbiddenException(`expected a request from this machine, got one from ${address}`);
    // The answer first: a process that has not started yet ends at once.
    setTimeout(() => this.options.onTerminate?.(), 50);
    return { status: 'stopping' };
  }
}

@Module({})
class HealthModule {
  static with(options: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, ...(options.onTerminate ? [TerminationController] : [])],
      providers: [{ provide: HEALTH_OPTIONS, useValue: options }],
    };
  }
}

/**
 * Serves `GET /live` and `GET /ready` (200, or 503 with the reason of each check that failed) on a port of its own, and
 * `POST /terminate` for who is told that the machine is about to go.
 */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const app = await NestFactory.create<NestFastifyApplication>(
    HealthModule.with(options),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: false, abortOnError: false },
  );
  await app.listen(options.port, options.host ?? '0.0.0.0');
  return { url: await app.getUrl(), close: () => app.close() };
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs).unref();
  });
}
