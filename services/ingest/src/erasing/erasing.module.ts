/**
 * ERASING: `DELETE /v1/jobs/{id}`, and what this service deletes of the job when it is told so by itself. A part of ingest, on
 * its ledger. The other services delete theirs on `job.erased`.
 */
import type { Provider, Type } from '@nestjs/common';
import { DeleteJobController } from './delete-job.controller.js';
import { EraseJob } from './erase-job.js';
import { EraseObjectsHandler } from './erase-objects.handler.js';

export const erasingControllers: readonly Type[] = [DeleteJobController, EraseObjectsHandler];

/** They need `JobLedger`, `Outbox`, `ObjectStore` and `LOGGER`. */
export const erasingProviders: readonly Provider[] = [EraseJob];
