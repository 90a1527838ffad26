import { Inject, Injectable } from '@nestjs/common';
import { tooMany } from '../http/too-many.js';
import type { Upload } from './upload.js';
import { UPLOAD_SETTINGS, type UploadSettings } from './upload-settings.js';
import { Uploads, type NewUpload } from './uploads.js';

/** Nobody's jobs or uploads end at once. */
const retryAfterSeconds = 60;

/** Begins an upload, if its owner has not too many that were begun and became no jobs: each takes room until it expires. */
@Injectable()
export class BeginUpload {
  constructor(
    private readonly uploads: Uploads,
    @Inject(UPLOAD_SETTINGS) private readonly settings: UploadSettings,
  ) {}

  /** @throws RejectedRequest TOO_MANY_UPLOADS; AppError DATABASE_UNAVAILABLE */
  async begin(upload: NewUpload): Promise<Upload> {
    const { lifeMs, mostOpen } = this.settings;
    const begun = await this.uploads.create(upload, { lifeMs, mostOpen });
    if (begun) return begun;
    const detail = `expected at most ${mostOpen} uploads that are no jobs yet: make jobs of them, or delete them`;
    throw tooMany('TOO_MANY_UPLOADS', detail, retryAfterSeconds);
  }
}
