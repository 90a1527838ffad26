import 'reflect-metadata';
import { Controller, Get, Inject, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';

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
const READINESS_CHECKS = Symbol('readiness checks');

@Controller()
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
  ) {}

  /** The event loop turns: that is all. A broker or database that is away must not restart the process. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  ready() {
    return this.health.check(this.checks.map((check) => () => this.run(check)));
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

@Module({})
class HealthModule {
  static with(checks: readonly ReadinessCheck[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [{ provide: READINESS_CHECKS, useValue: checks }],
    };
  }
}

/** Serves `GET /live` and `GET /ready` (200, or 503 with the reason of each check that failed) on a port of its own. */
export async function startHealthServer(options: {
  readonly port: number;
  readonly host?: string;
  readonly checks: readonly ReadinessCheck[];
}): Promise<HealthServer> {
  const app = await NestFactory.create<NestFastifyApplication>(
    HealthModule.with(options.checks),
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
