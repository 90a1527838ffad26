import { isUuid } from '@meeting-intelligence/http';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Controller, Delete, Head, HttpCode, Inject, Options, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../access/principal.js';
import { Public, RequireScope } from '../../access/require-scope.js';
import { directKey, type Upload } from '../upload.js';
import { becomesFree, lost, UploadHold, uploadNotFound } from '../upload-hold.js';
import { UPLOAD_SETTINGS, type UploadSettings } from '../upload-settings.js';
import { Uploads } from '../uploads.js';
import * as tus from './tus-headers.js';
import { tellOffset } from './tell-offset.js';

/** The half of tus 1.0 that takes no bytes: what is spoken, how much is here, and giving up. */
@Controller('v1/uploads')
export class ShowUploadController {
  constructor(
    private readonly uploads: Uploads,
    private readonly store: ObjectStore,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
  ) {}

  @Options()
  @HttpCode(204)
  @Public()
  describe(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.headers({
      'tus-version': tus.tusVersion,
      'tus-extension': tus.tusExtensions.join(','),
      'tus-max-size': String(this.settings.limits.maxFileBytes),
      'tus-checksum-algorithm': tus.checksumAlgorithms.join(','),
    });
  }

  @Head(':id')
  @RequireScope('jobs:write')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    tus.assertVersion(request.headers);
    const { owner } = principalOf(request);
    await this.found(id, owner);
    // What a dead connection brought last is counted when it has let go.
    await becomesFree(this.uploads, id, this.settings.hold.glanceMs);
    const upload = await this.found(id, owner);
    tellOffset(reply, upload);
    void reply.header('cache-control', 'no-store');
    if (upload.length === null) void reply.header('upload-defer-length', '1');
    else void reply.header('upload-length', String(upload.length));
    if (upload.metadata !== '') void reply.header('upload-metadata', upload.metadata);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('jobs:write')
  async terminate(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    tus.assertVersion(request.headers);
    if (!isUuid(id)) throw uploadNotFound();
    const { owner } = principalOf(request);
    const { hold } = await UploadHold.take(this.uploads, id, owner, this.settings.hold);
    try {
      const parts = await this.uploads.partsOf(id);
      if (!(await this.uploads.remove(id, hold.holder))) throw lost();
      // What stays is swept.
      for (const key of [...parts.map((part) => part.key), directKey(id)])
        await this.store.delete(key).catch(() => undefined);
    } finally {
      await hold.release();
    }
  }

  private async found(id: string, owner: string): Promise<Upload> {
    const upload = isUuid(id) ? await this.uploads.find(id, owner) : undefined;
    if (upload?.kind === 'tus') return upload;
    throw uploadNotFound();
  }
}
