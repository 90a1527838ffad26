import 'reflect-metadata';
import {
  Controller,
  ForbiddenException,
  Get,
  Headers,
  HttpCode,
  Inject,
  Ip,
  Module,
  NotFoundException,
  Post,
  Res,
  ServiceUnavailableException,
  type DynamicModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { CachedChecks, type HealthCheck } from './cached-check.js';
import { isLoopback } from './is-loopback.js';

export interface HealthServer {
  readonly url: string;
  /** What `/ready` says. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

const HEALTH_OPTIONS = Symbol('health options');

export interface HealthOptions {
  readonly port: number;
  readonly host?: string;
  /** Asked until they all held once; then never again. */
  readonly startup?: readonly HealthCheck[];
  /** What only the end of the process would mend: a broker or database that is away is not that. */
  readonly live?: readonly HealthCheck[];
  /** Whether the process should get work. */
  readonly ready: readonly HealthCheck[];
  readonly isShuttingDown?: () => boolean;
  /** `GET /metrics`, in the format that an `Accept` header asks for. Without it there is no such path. */
  readonly scrape?: (accept?: string) => Promise<{ readonly contentType: string; readonly body: string }>;
  /** Called for each `POST /terminate` from this machine. Without it there is no such path. */
  readonly onTerminate?: () => void;
}

@Controller()
class HealthController {
  private readonly checks = new CachedChecks();
  private hasStarted = false;

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HEALTH_OPTIONS) private readonly options: HealthOptions,
  ) {}

  @Get('startup')
  async startup() {
    if (this.hasStarted) return { status: 'ok' };
    const result = await this.holding(this.options.startup ?? []);
    this.hasStarted = true;
    return result;
  }

  /** That it answers at all says that the event loop turns. */
  @Get('live')
  live() {
    return this.holding(this.options.live ?? []);
  }

  @Get('ready')
  ready() {
    if (this.options.isShuttingDown?.())
      throw new ServiceUnavailableException({
        status: 'shutting_down',
        error: { process: { status: 'down', reason: 'the process was asked to stop' } },
      });
    return this.holding(this.options.ready);
  }

  async isReady(): Promise<boolean> {
    if (this.options.isShuttingDown?.()) return false;
    const reasons = await Promise.all(this.options.ready.map((check) => this.checks.reasonAgainst(check)));
    return reasons.every((reason) => reason === undefined);
  }

  @Get('metrics')
  async metrics(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ) {
    if (!this.options.scrape) throw new NotFoundException('this process records no metrics');
    const { contentType, body } = await this.options.scrape(accept);
    reply.header('content-type', contentType);
    return body;
  }

  private holding(checks: readonly HealthCheck[]) {
    return this.health.check(
      checks.map((check) => async () => {
        const indicator = this.indicators.check(check.name);
        const reason = await this.checks.reasonAgainst(check);
        return reason === undefined ? indicator.up() : indicator.down({ reason });
      }),
    );
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
 * Serves `GET /startup`, `/live` and `/ready` (200, or 503 with the reason of each check that failed) and `GET /metrics` on a
 * port of its own, and `POST /terminate` for who is told that the machine is about to go.
 */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const app = await NestFactory.create<NestFastifyApplication>(
    HealthModule.with(options),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: false, abortOnError: false },
  );
  await app.listen(options.port, options.host ?? '0.0.0.0');
  return {
    url: await app.getUrl(),
    isReady: () => app.get(HealthController).isReady(),
    close: () => app.close(),
  };
}
