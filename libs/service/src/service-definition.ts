import type { Fields, ValuesOf } from '@meeting-intelligence/config';
import type { ServiceName } from '@meeting-intelligence/contracts';
import type { HealthCheck } from '@meeting-intelligence/health';
import type { EventBus, OnGivenUp } from '@meeting-intelligence/messaging';
import type { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest, FastifyServerOptions } from 'fastify';
import type { serviceFields } from './config.js';

/** What a service is given to build itself on; tests give in-memory ones. */
export interface Platform {
  readonly bus: EventBus;
  readonly store: ObjectStore;
  readonly logger: Logger;
}

/** Everything that tells one service from another; each `*.module.ts` exports one. */
export interface ServiceDefinition<F extends Fields & typeof serviceFields = Fields & typeof serviceFields> {
  readonly name: ServiceName;
  readonly fields: F;
  /** What does not go together in values each of which is fine: one line for each fault, as of `loadConfig`. */
  contradictions?(config: ValuesOf<F>): readonly string[];
  module(config: ValuesOf<F>, platform: Platform): DynamicModule;
  readonly onGivenUp?: OnGivenUp;
  /** For the services that have an HTTP API: where it listens, and what it needs of Fastify. */
  readonly http?: {
    port(config: ValuesOf<F>): number;
    /** Whether a request is one of our own services', whose trace goes on in it. None is by default. */
    readonly isInternal?: (request: FastifyRequest, config: ValuesOf<F>) => boolean;
    configure?(app: NestFastifyApplication, config: ValuesOf<F>): Promise<void> | void;
    /** The first thing when the service stops: answers that are held open have to be ended. */
    stopping?(app: NestFastifyApplication): void;
    /** Requests whose URL Fastify cannot route (bad escapes, overlong parameters): they reach no filter. */
    readonly answerUnroutable?: FastifyServerOptions['frameworkErrors'];
  };
  /**
   * Readiness beyond "the broker has our consumers"; `replacesBroker` for a service that can do its work while the
   * broker is away.
   */
  readonly readiness?: {
    checks(app: NestFastifyApplication): readonly HealthCheck[];
    readonly replacesBroker?: boolean;
    /** What has to hold once before it has started: migrations. */
    startup?(app: NestFastifyApplication): readonly HealthCheck[];
  };
}
