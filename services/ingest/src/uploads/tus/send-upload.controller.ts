import { randomUUID } from 'node:crypto';
import { isUuid } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../access/principal.js';
import { RequireScope } from '../../access/require-scope.js';
import { BeginUpload } from '../begin-upload.js';
import { uploadNotFound } from '../upload-hold.js';
import { UPLOAD_SETTINGS, type UploadSettings } from '../upload-settings.js';
import { Append } from './append.js';
import * as tus from './tus-headers.js';
import { tellOffset } from './tell-offset.js';

/** The half of tus 1.0 that takes bytes (https://tus.io/protocols/resumable-upload). They never pass Fastify: `Append` reads the socket. */
@Controller('v1/uploads')
export class SendUploadController {
  constructor(
    private readonly uploads: BeginUpload,
    private readonly appending: Append,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @HttpCode(201)
  @RequireScope('jobs:write')
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { headers } = request;
    tus.assertVersion(headers);
    if (headers['upload-concat'] !== undefined) throw tus.badHeader('uploads cannot be concatenated here');
    const length = tus.lengthOf(headers, this.settings.limits.maxFileBytes);
    const metadata = tus.metadataOf(headers);
    tus.checksumOf(headers);
    const { owner } = principalOf(request);
    const upload = await this.uploads.begin({ id: randomUUID(), owner, kind: 'tus', length, metadata });
    this.logger.info({ upload_id: upload.id, size_bytes: length }, 'upload begun');
    void reply.header('location', `/v1/uploads/${upload.id}`);
    tellOffset(reply, hasBody(request) ? await this.appending.begin(request.raw, upload) : upload);
  }

  @Patch(':id')
  @HttpCode(204)
  @RequireScope('jobs:write')
  async append(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    tus.assertVersion(request.headers);
    if (!isUuid(id)) throw uploadNotFound();
    tellOffset(reply, await this.appending.append(request.raw, id, principalOf(request).owner));
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['content-type'] !== undefined;
}
