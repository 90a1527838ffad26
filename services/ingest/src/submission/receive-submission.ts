import type { IncomingMessage } from 'node:http';
import type { EgressPolicy } from '@meeting-intelligence/egress';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import { receiveUpload, type ReceivedUpload } from '../upload/receive-upload.js';
import { UPLOAD_LIMITS, type UploadLimits } from '../upload/upload-limits.js';
import { refuseBlockedUrls } from './blocked-urls.js';
import { readSubmissionByUrl, type SubmissionByUrl } from './submission-by-url.js';

/** Injection token. */
export const EGRESS_POLICY = Symbol('egress policy');

/** What a CMS hands in, checked: a form with a recording, or JSON that says where the recording is. */
@Injectable()
export class ReceiveSubmission {
  constructor(
    private readonly store: ObjectStore,
    @Inject(UPLOAD_LIMITS) private readonly limits: UploadLimits,
    @Inject(EGRESS_POLICY) private readonly policy: EgressPolicy,
  ) {}

  /** @throws as `receiveUpload`; AppError URL_BLOCKED */
  upload(request: IncomingMessage, key: string): Promise<ReceivedUpload> {
    return receiveUpload(request, key, this.store, this.limits, ({ webhook_url }) =>
      refuseBlockedUrls({ webhook_url }, this.policy),
    );
  }

  /** @throws AppError INVALID_REQUEST, URL_BLOCKED */
  byUrl(body: unknown): SubmissionByUrl {
    const said = readSubmissionByUrl(body);
    const { recording_url, webhook_url } = said;
    refuseBlockedUrls({ recording_url, webhook_url }, this.policy);
    return said;
  }
}
