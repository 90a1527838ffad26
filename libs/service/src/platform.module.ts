import { EventBus } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Platform } from './service-definition.js';

/** `@Inject(LOGGER) logger: Logger` of libs/telemetry. */
export const LOGGER = Symbol('logger');

/** `EventBus`, `ObjectStore` and `LOGGER`, for the modules of a service to import. */
@Module({})
export class PlatformModule {
  static with({ bus, store, logger }: Platform): DynamicModule {
    const providers = [
      { provide: EventBus, useValue: bus },
      { provide: ObjectStore, useValue: store },
      { provide: LOGGER, useValue: logger },
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
