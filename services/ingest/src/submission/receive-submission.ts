import type { IncomingMessage } from 'node:http';
import type { Recording } from '@meeting-intelligence/contracts';
import type { EgressPolicy } from '@meeting-intelligence/egress';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Inject, Injectable } from '@nestjs/common';
import type { RequestFingerprint } from '../idempotency/request-fingerprint.js';
import { Media } from '../media/media.js';
import { receiveUpload, type ReceivedUpload, type UploadTarget } from '../upload/receive-upload.js';
import { storeRecording, type NamedContent } from '../upload/store-recording.js';
import { UPLOAD_LIMITS, type UploadLimits } from '../upload/upload-limits.js';
import { refuseBlockedUrls } from './blocked-urls.js';
import type { Submission } from './submission.js';
import { readSubmissionByUpload, type SubmissionByUpload } from './submission-by-upload.js';
import { readSubmissionByUrl, type SubmissionByUrl } from './submission-by-url.js';

/** Injection token. */
export const EGRESS_POLICY = Symbol('egress policy');

/** What a CMS hands in, checked: a form with a recording, or JSON that says where the recording is. */
@Injectable()
export class ReceiveSubmission {
  constructor(
    private readonly store: ObjectStore,
    private readonly media: Media,
    @Inject(UPLOAD_LIMITS) private readonly limits: UploadLimits,
    @Inject(EGRESS_POLICY) private readonly policy: EgressPolicy,
  ) {}

  /**
   * @param fingerprint takes note of what is received
   * @throws as `receiveUpload`; AppError URL_BLOCKED
   */
  upload(
    request: IncomingMessage,
    target: UploadTarget,
    fingerprint?: RequestFingerprint,
  ): Promise<ReceivedUpload> {
    const check = ({ webhook_url }: Submission) => refuseBlockedUrls({ webhook_url }, this.policy);
    const { store, media, limits } = this;
    return receiveUpload(request, target, { store, media, limits }, check, fingerprint);
  }

  /** @throws AppError INVALID_REQUEST, URL_BLOCKED */
  byUrl(body: unknown): SubmissionByUrl {
    const said = readSubmissionByUrl(body);
    const { recording_url, webhook_url } = said;
    refuseBlockedUrls({ recording_url, webhook_url }, this.policy);
    return said;
  }

  /** @throws AppError INVALID_REQUEST, URL_BLOCKED */
  byUpload(body: unknown): SubmissionByUpload {
    const said = readSubmissionByUpload(body);
    refuseBlockedUrls({ webhook_url: said.webhook_url }, this.policy);
    return said;
  }

  /**
   * @param signal of the client that waits for the answer
   * @throws as `storeRecording`; RejectedRequest SERVICE_UNAVAILABLE, before anything is copied, while many recordings wait
   */
  async keep(file: NamedContent, { key, owner }: UploadTarget, signal: AbortSignal): Promise<Recording> {
    this.media.assertShortWait(owner);
    return storeRecording(file, key, this.store, this.media, signal, owner);
  }
}
