/**
 * Every error code of the system, in one table. `docs/errors.md` lists the same codes (a test compares them).
 * A code is never given a second meaning and never used again after it was retired.
 */
export interface ErrorCode {
  /** Whether the same attempt may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /**
   * Something that every event needs is away: a part of our own, or a provider whose breaker is open. An event waits for
   * it as long as it takes: no attempt is spent, nothing is given up.
   */
  readonly outage?: boolean;
  readonly meaning: string;
}

export const errorCodes = {
  // the request of a CMS
  INVALID_REQUEST: {
    retryable: false,
    meaning: 'A field of the request is missing, unknown or not of the expected form.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    retryable: false,
    meaning: 'The request body is of a media type that is not taken here.',
  },
  NOT_ACCEPTABLE: {
    retryable: false,
    meaning: 'What is asked for is not there in any media type that the request accepts.',
  },
  RECORDING_MISSING: { retryable: false, meaning: 'The request carries no recording.' },
  RECORDING_EMPTY: { retryable: false, meaning: 'The recording has no bytes.' },
  RECORDING_TOO_LARGE: { retryable: false, meaning: 'The recording is larger than MAX_UPLOAD_BYTES.' },
  RECORDING_NOT_MEDIA: { retryable: false, meaning: 'The file is neither audio nor video.' },
  RECORDING_UNREADABLE: {
    retryable: false,
    meaning: 'The recording is damaged, incomplete or of a format that nobody can read.',
  },
  RECORDING_WITHOUT_SOUND: { retryable: false, meaning: 'The recording has no sound.' },
  RECORDING_TOO_LONG: { retryable: false, meaning: 'The recording is longer than MAX_RECORDING_MS.' },
  UPLOAD_INCOMPLETE: {
    retryable: true,
    meaning: 'The connection ended before the whole recording had arrived.',
  },
  UPLOAD_NOT_FOUND: {
    retryable: false,
    meaning: 'There is no upload with this id, or its time is up.',
  },
  UPLOAD_LOCKED: { retryable: true, meaning: 'Another request is busy with the upload.' },
  UPLOAD_OFFSET_CONFLICT: {
    retryable: false,
    meaning: 'The bytes do not follow those that are there; ask for the offset.',
  },
  UPLOAD_CHECKSUM_MISMATCH: {
    retryable: true,
    meaning: 'The bytes that arrived are not those that the checksum is of.',
  },
  UPLOAD_UNFINISHED: { retryable: false, meaning: 'The upload does not have all its bytes yet.' },
  UPLOAD_USED: { retryable: false, meaning: 'The upload has become a job already.' },
  TUS_VERSION_UNSUPPORTED: { retryable: false, meaning: 'The request is not one of tus 1.0.0.' },
  PRESIGNING_UNSUPPORTED: {
    retryable: false,
    meaning: 'Recordings are not kept in S3 here: nothing can be uploaded straight to it.',
  },
  JOB_NOT_FOUND: { retryable: false, meaning: 'There is no job with this id.' },
  JOB_NOT_FAILED: {
    retryable: false,
    meaning: 'Only a job that has failed can be retried; its status is in the answer.',
  },
  JOB_NOT_RETRYABLE: {
    retryable: false,
    meaning:
      'What it takes to hand the job in once more is not kept, or cannot be read: submit the recording again.',
  },
  JOB_ENDED: { retryable: false, meaning: 'The job has ended already; its status is in the answer.' },
  JOB_NOT_ENDED: { retryable: false, meaning: 'The job has not ended yet: cancel it first.' },
  JOB_ERASED: { retryable: false, meaning: 'The job and everything about it were deleted by its owner.' },
  MEETING_NOT_FOUND: {
    retryable: false,
    meaning: 'There is no meeting with this id, or it is not transcribed yet.',
  },
  NOT_FOUND: { retryable: false, meaning: 'There is nothing at this path.' },
  URL_BLOCKED: {
    retryable: false,
    meaning:
      'The URL leads to where requests for others are not sent: into an inner network, or to a port that is not of HTTP.',
  },
  UNAUTHORIZED: { retryable: false, meaning: 'The credential is missing or wrong.' },
  INSUFFICIENT_SCOPE: { retryable: false, meaning: 'The API key is not for this.' },
  API_KEY_NOT_FOUND: { retryable: false, meaning: 'There is no API key with this id.' },
  API_KEY_ENDED: { retryable: false, meaning: 'The API key is revoked or has expired.' },
  RATE_LIMITED: { retryable: true, meaning: 'There were too many requests in too short a time.' },
  TOO_MANY_UPLOADS: {
    retryable: true,
    meaning: 'Too many uploads of the API key are under way, or of its owner begun and no jobs yet.',
  },
  TOO_MANY_STREAMS: { retryable: true, meaning: 'Too many streams of events of the API key are open.' },
  TOO_MANY_JOBS: { retryable: true, meaning: 'Too many jobs of the owner wait for their turn.' },
  TOO_MANY_IDEMPOTENCY_KEYS: {
    retryable: true,
    meaning: 'Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    retryable: true,
    meaning: 'Another request with this Idempotency-Key is being carried out.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    retryable: false,
    meaning: 'Something else was sent with this Idempotency-Key before.',
  },
  IDEMPOTENCY_ANSWER_LOST: {
    retryable: false,
    meaning:
      'The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.',
  },
  SERVICE_UNAVAILABLE: { retryable: true, meaning: 'A part of the system cannot be reached at the moment.' },
  INTERNAL: { retryable: true, meaning: 'A fault of ours; the log has the details under the request id.' },

  // the life of a job
  JOB_DEADLINE_EXCEEDED: {
    retryable: false,
    meaning: 'The job was neither finished nor waiting for its turn when JOB_DEADLINE_MS had passed.',
  },

  // fetching a recording by its URL
  RECORDING_URL_REJECTED: {
    retryable: false,
    meaning: 'The server of recording_url does not give the recording; its answer is in the message.',
  },
  RECORDING_URL_UNREACHABLE: {
    retryable: true,
    meaning: 'The server of recording_url cannot be reached, is overloaded, or stopped in the middle.',
  },

  // storage
  OBJECT_NOT_FOUND: { retryable: false, meaning: 'A stored recording or artifact is not there.' },
  STORAGE_FULL: { retryable: true, outage: true, meaning: 'The object store has no room left.' },
  STORAGE_UNAVAILABLE: { retryable: true, outage: true, meaning: 'The object store cannot be reached.' },

  // transcription
  AUDIO_UNREADABLE: { retryable: false, meaning: 'The speech provider could not decode the recording.' },
  TRANSCRIPTION_FAILED: {
    retryable: false,
    meaning: 'The speech provider gave the recording up; its reason is in the message.',
  },
  TRANSCRIPT_INSUFFICIENT: {
    retryable: false,
    meaning: 'The recording has fewer than ten characters of speech.',
  },
  TRANSCRIPTION_TIMEOUT: {
    retryable: false,
    meaning: 'The speech provider did not finish within TRANSCRIPTION_TIMEOUT_MS.',
  },
  SPEECH_PROVIDER_REJECTED: {
    retryable: false,
    meaning:
      'The speech provider refused the request: a wrong key, no credit, or an option it does not know.',
  },
  SPEECH_PROVIDER_UNAVAILABLE: {
    retryable: true,
    meaning: 'The speech provider is unreachable, overloaded or answers nonsense.',
  },
  SPEECH_PROVIDER_PAUSED: {
    retryable: true,
    outage: true,
    meaning:
      'The speech provider failed too often in a row: work waits, and one request at a time finds out whether it is back.',
  },

  // analysis
  LANGUAGE_PROVIDER_REJECTED: {
    retryable: false,
    meaning: 'The language provider refused the request: a wrong key, no credit, or an unknown model.',
  },
  LANGUAGE_PROVIDER_UNAVAILABLE: {
    retryable: true,
    meaning: 'The language provider is unreachable, overloaded or answers nonsense.',
  },
  LANGUAGE_PROVIDER_PAUSED: {
    retryable: true,
    outage: true,
    meaning:
      'The language provider failed too often in a row: work waits, and one request at a time finds out whether it is back.',
  },
  LANGUAGE_MODEL_REFUSED: { retryable: false, meaning: 'The language model refused to answer.' },

  // notification
  WEBHOOK_REJECTED: { retryable: true, meaning: 'The CMS did not answer the webhook with a 2xx status.' },
  WEBHOOK_UNREACHABLE: {
    retryable: true,
    meaning: 'The CMS could not be reached, or did not answer within 30 seconds.',
  },
  WEBHOOK_TARGET_UNKNOWN: {
    retryable: true,
    meaning: 'The outcome of a job arrived before the job itself; it is tried again.',
  },
  SECRET_KEY_UNKNOWN: {
    retryable: false,
    meaning: 'The secret of the webhook is sealed with a key that is not in SECRET_KEYS; nothing was sent.',
  },
  SECRET_UNREADABLE: {
    retryable: false,
    meaning:
      'The secret of the webhook does not open: it was changed, or belongs to another job; nothing was sent.',
  },

  // messaging
  MESSAGE_MALFORMED: { retryable: false, meaning: 'The message is not JSON, or not an event envelope.' },
  EVENT_UNKNOWN: { retryable: false, meaning: 'The event type or version is not one this service consumes.' },
  EVENT_INVALID: { retryable: false, meaning: 'The data of the event does not fit its schema.' },
  EVENT_UNROUTABLE: { retryable: true, meaning: 'The broker has no queue for a published event.' },
  EVENT_REFUSED: {
    retryable: true,
    outage: true,
    meaning: 'The broker refused a published event: one of its queues is full or has no leader.',
  },
  BROKER_UNAVAILABLE: {
    retryable: true,
    outage: true,
    meaning: 'The broker cannot be reached, or did not confirm in time.',
  },
  HANDLER_TIMEOUT: { retryable: true, meaning: 'A handler ran past its deadline.' },
  POISON_MESSAGE: {
    retryable: false,
    meaning: 'The message was delivered again and again without an outcome; its handling ends the process.',
  },
  DATABASE_UNAVAILABLE: { retryable: true, outage: true, meaning: 'The database cannot be reached.' },
  UNEXPECTED: { retryable: true, meaning: 'An error nobody foresaw; it is retried, then dead-lettered.' },
} as const satisfies Record<string, ErrorCode>;

export type Code = keyof typeof errorCodes;
