import { randomUUID } from 'node:crypto';
import type { PresignedUploadResource } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Controller, Header, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { BeginUpload } from './begin-upload.js';
import { directKey } from './upload.js';
import { UPLOAD_SETTINGS, type UploadSettings } from './upload-settings.js';

/** Lets a client send its recording to the object store itself, past us. */
@Controller('v1/uploads')
export class PresignController {
  constructor(
    private readonly uploads: BeginUpload,
    private readonly store: ObjectStore,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
  ) {}

  @Post('presign')
  @Header('cache-control', 'no-store')
  @RequireScope('jobs:write')
  async presign(@Req() request: FastifyRequest): Promise<PresignedUploadResource> {
    const { owner } = principalOf(request);
    const id = randomUUID();
    const { limits, formLifeMs } = this.settings;
    const form = await this.store.presignForm(directKey(id), {
      maxBytes: limits.maxFileBytes,
      forMs: formLifeMs,
    });
    if (!form)
      throw new AppError('PRESIGNING_UNSUPPORTED', 'the object store is a folder; use POST /v1/uploads');
    await this.uploads.begin({ id, owner, kind: 'direct', length: null, metadata: '' });
    return {
      upload_id: id,
      url: form.url,
      fields: { ...form.fields },
      expires_at: form.expiresAt.toISOString(),
    };
  }
}
