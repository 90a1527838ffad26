import type { IncomingMessage } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import type { UploadLimits } from './upload-limits.js';

/**
 * Watches how much comes in and how fast, and reports a client that sends too much, stalls or trickles. Node's own
 * requestTimeout cannot tell a slow line from a stalled one: it would cut off any upload of more than five minutes.
 * Time in which we are the slow ones does not count. Returns what ends the watch.
 */
export function watchPace(
  request: IncomingMessage,
  limits: UploadLimits,
  report: (fault: AppError) => void,
): () => void {
  const tickMs = Math.min(1_000, limits.idleMs / 4);
  const maxBytes = limits.maxFileBytes + limits.maxFormBytes;
  let received = 0;
  let idleMs = 0;
  let waitedMs = 0;
  let totalMs = 0;

  const count = (chunk: Buffer) => {
    received += chunk.length;
    idleMs = 0;
    if (received > maxBytes) report(tooLarge(limits));
  };
  const tick = () => {
    totalMs += tickMs;
    const weAreSlow = request.readableLength > 0 || request.complete;
    idleMs = weAreSlow ? 0 : idleMs + tickMs;
    waitedMs += weAreSlow ? 0 : tickMs;
    if (idleMs >= limits.idleMs) report(tooSlow(`nothing arrived for ${limits.idleMs} ms`));
    else if (totalMs >= limits.totalMs) report(tooSlow(`it was not complete after ${limits.totalMs} ms`));
    else if (waitedMs >= limits.graceMs && received / (waitedMs / 1_000) < limits.minBytesPerSecond)
      report(tooSlow(`expected at least ${limits.minBytesPerSecond} bytes per second`));
  };
  const timer = setInterval(tick, tickMs).unref();
  request.on('data', count);
  return () => {
    clearInterval(timer);
    request.off('data', count);
  };
}

export function tooLarge({ maxFileBytes }: UploadLimits): AppError {
  return new AppError('RECORDING_TOO_LARGE', `the recording is larger than ${maxFileBytes} bytes`);
}

function tooSlow(reason: string): AppError {
  return new RejectedRequest('UPLOAD_INCOMPLETE', `the upload was given up: ${reason}`, { status: 408 });
}
