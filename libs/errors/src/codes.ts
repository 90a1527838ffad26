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
  UPLOAD_INCOMPLETE: {
    retryable: true,
    meaning: 'The connection ended before the whole recording had arrived.',
  },
  JOB_NOT_FOUND: { retryable: false, meaning: 'There is no job with this id.' },
  JOB_ENDED: { retryable: false, meaning: 'The job has ended already; its status is in the answer.' },
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
