/**
 * UPLOADS: recordings that arrive before they are jobs, piece by piece (tus 1.0) or straight at S3. A part of ingest; what there
 * is of an upload is in PostgreSQL and in the object store, so that any gateway goes on where another one ended.
 */
import { LOGGER } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider, Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uploadLimits } from '../limits/upload-limits.js';
import { TypeOrmUploads } from './adapters/typeorm-uploads.js';
import { BeginUpload } from './begin-upload.js';
import { PresignController } from './presign.controller.js';
import { SubmitUpload } from './submit-upload.js';
import { SweepUploads } from './sweep-uploads.js';
import { Append } from './tus/append.js';
import { OpenTransfers } from './tus/open-transfers.js';
import { SendUploadController } from './tus/send-upload.controller.js';
import { ShowUploadController } from './tus/show-upload.controller.js';
import { UPLOAD_SETTINGS, uploadSettings } from './upload-settings.js';
import { Uploads } from './uploads.js';
import { UseUpload } from './use-upload.js';

export const uploadsControllers: readonly Type[] = [
  PresignController,
  SendUploadController,
  ShowUploadController,
];

/** They need `ObjectStore`, `SubmitJob`, `JobLedger`, `FreeSpace`, `LOGGER` and the data source of the module that lists them. */
export function uploadsProviders(config: {
  readonly MAX_UPLOAD_BYTES: number;
  readonly MAX_OPEN_UPLOADS: number;
  readonly SWEEP_INTERVAL_MS: number;
}): Provider[] {
  return [
    Append,
    BeginUpload,
    OpenTransfers,
    SubmitUpload,
    UseUpload,
    {
      provide: UPLOAD_SETTINGS,
      useValue: uploadSettings(uploadLimits(config.MAX_UPLOAD_BYTES), config.MAX_OPEN_UPLOADS),
    },
    {
      provide: Uploads,
      inject: [DataSource],
      useFactory: (source: DataSource) => new TypeOrmUploads(source),
    },
    {
      provide: SweepUploads,
      inject: [Uploads, ObjectStore, LOGGER],
      useFactory: (uploads: Uploads, store: ObjectStore, logger: Logger) =>
        new SweepUploads(uploads, store, { intervalMs: config.SWEEP_INTERVAL_MS, logger }),
    },
  ];
}
