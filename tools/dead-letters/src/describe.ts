import type { DeadLetterDescription } from '@meeting-intelligence/messaging';

/** A dead letter as `--json` shows it. */
export function toJson(letter: DeadLetterDescription) {
  return {
    id: letter.id,
    group: letter.group,
    queue: letter.queue,
    reason: letter.reason,
    code: letter.code ?? null,
    error_class: letter.errorClass ?? null,
    message: letter.message,
    frame: letter.frame ?? null,
    job_id: letter.jobId ?? null,
    event_id: letter.eventId ?? null,
    event_type: letter.eventType ?? null,
    attempts: letter.attempts,
    died_at: letter.diedAt?.toISOString() ?? null,
    version: letter.version ?? null,
    body_bytes: letter.bodyBytes,
    replay_of: letter.replayOf ?? null,
  };
}
