/**
 * Consumes: job.submitted, and its own recording.prepared and transcription.submitted.
 * Publishes: recording.prepared, transcription.submitted, transcript.created, job.failed.
 * Owns: the conversation with the speech provider; no database.
 * Fails: a recording that is missing, unreadable or without speech, and a request the provider refuses, fail the job at
 * once; a provider that is away, after the retries; one that never finishes, after TRANSCRIPTION_TIMEOUT_MS.
 */
import type { ServiceDefinition } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import { AssemblyAiSpeechToText } from './adapters/assemblyai-speech-to-text.js';
import { CheckTranscriptionHandler } from './check-transcription.handler.js';
import { transcriptionFields, transcriptionTimeoutMs } from './config.js';
import { failJob } from './fail-job.js';
import { PrepareRecordingHandler } from './prepare-recording.handler.js';
import { SpeechToText } from './speech-to-text.js';
import { SubmitRecordingHandler } from './submit-recording.handler.js';

export class TranscriptionModule {}

export const transcriptionService: ServiceDefinition<typeof transcriptionFields> = {
  name: 'transcription',
  fields: transcriptionFields,
  onGivenUp: failJob,
  module: (config, { store }) => ({
    module: TranscriptionModule,
    controllers: [PrepareRecordingHandler, SubmitRecordingHandler, CheckTranscriptionHandler],
    providers: [
      { provide: ObjectStore, useValue: store },
      {
        provide: SpeechToText,
        useValue: new AssemblyAiSpeechToText({
          apiKey: config.ASSEMBLYAI_API_KEY,
          baseUrl: config.ASSEMBLYAI_BASE_URL,
          speechModels: config.ASSEMBLYAI_SPEECH_MODELS,
          timeoutMs: config.PROVIDER_TIMEOUT_MS,
          uploadTimeoutMs: config.UPLOAD_TIMEOUT_MS,
        }),
      },
      { provide: transcriptionTimeoutMs, useValue: config.TRANSCRIPTION_TIMEOUT_MS },
    ],
  }),
};
