import { AppError } from '@meeting-intelligence/errors';
import { retryAfterMs } from '@meeting-intelligence/http';
import { FileService, TranscriptService, type BaseServiceParams } from 'assemblyai';
import { cleanText } from '../clean-text.js';

/**
 * `fetch` keeps a copy of the whole body for a redirect or a second try with a password, except when it is told that
 * there will be neither (fetch standard, "HTTP-network-or-cache fetch", step 8.2): measured on Node 24.21, the upload of 1 GB took
 * 1.1 GB of memory without this.
 */
const unbuffered: RequestInit = { redirect: 'error', window: null };

/**
 * The SDK throws plain Errors without a status, has no timeout and takes no AbortSignal. All its requests go through
 * the protected `fetchResponse`, so these two add the signal on the way out and read the status on the way back.
 */
export class BoundedFiles extends FileService {
  constructor(
    params: BaseServiceParams,
    private readonly signal: AbortSignal,
  ) {
    super(params);
  }
  protected override async fetchResponse(input: string, init?: RequestInit): Promise<Response> {
    return accepted(await super.fetchResponse(input, { ...init, ...unbuffered, signal: this.signal }));
  }
}

export class BoundedTranscripts extends TranscriptService {
  constructor(
    params: BaseServiceParams,
    private readonly signal: AbortSignal,
  ) {
    super(params, new BoundedFiles(params, signal));
  }
  protected override async fetchResponse(input: string, init?: RequestInit): Promise<Response> {
    return accepted(await super.fetchResponse(input, { ...init, signal: this.signal }));
  }
}

/** There is no transcript with this id (any more). */
export class TranscriptUnknown extends AppError {}

const temporary = [408, 425, 429];

async function accepted(response: Response): Promise<Response> {
  const { ok, status } = response;
  if (ok) return response;
  if (status >= 500 || temporary.includes(status)) {
    await response.body?.cancel();
    throw new AppError('SPEECH_PROVIDER_UNAVAILABLE', `the speech provider answered ${status}`, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    });
  }
  const reason = await reasonOf(response);
  const Rejection = isAboutUnknownTranscript(status, reason) ? TranscriptUnknown : AppError;
  throw new Rejection('SPEECH_PROVIDER_REJECTED', `the speech provider answered ${status}${reason}`);
}

/** The provider's description says 404; it has been seen to answer 400 in these words. */
function isAboutUnknownTranscript(status: number, reason: string): boolean {
  return status === 404 || (status === 400 && /transcript id not found/i.test(reason));
}

/** `{"error": "…"}`; left out where the answer is about the key, of which it may quote a part. */
async function reasonOf(response: Response): Promise<string> {
  const body = await response.text().catch(() => '');
  if (response.status === 401 || response.status === 403) return ': check ASSEMBLYAI_API_KEY';
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? `: ${cleanText(error, 300)}` : '';
  } catch {
    return '';
  }
}
