import type { EgressPolicy } from '@meeting-intelligence/egress';
import { Inject, Injectable } from '@nestjs/common';
import { refuseBlockedUrls } from './blocked-urls.js';
import type { Submission } from './submission.js';
import { readSubmissionByUpload, type SubmissionByUpload } from './submission-by-upload.js';
import { readSubmissionByUrl, type SubmissionByUrl } from './submission-by-url.js';

/** Injection token. */
export const EGRESS_POLICY = Symbol('egress policy');

/** What a CMS says of a recording, checked, and where the URLs in it lead. */
@Injectable()
export class CheckSubmission {
  constructor(@Inject(EGRESS_POLICY) private readonly policy: EgressPolicy) {}

  /** @throws RejectedRequest INVALID_REQUEST, URL_BLOCKED */
  byUrl(body: unknown): SubmissionByUrl {
    const said = readSubmissionByUrl(body);
    const { recording_url, webhook_url } = said;
    refuseBlockedUrls({ recording_url, webhook_url }, this.policy);
    return said;
  }

  /** @throws RejectedRequest INVALID_REQUEST, URL_BLOCKED */
  byUpload(body: unknown): SubmissionByUpload {
    const said = readSubmissionByUpload(body);
    this.assertAllowed(said);
    return said;
  }

  /** Of a form whose fields are as expected. @throws RejectedRequest URL_BLOCKED */
  assertAllowed({ webhook_url }: Submission): void {
    refuseBlockedUrls({ webhook_url }, this.policy);
  }
}
