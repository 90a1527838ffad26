/**
 * Consumes: job.submitted, and its own recording.prepared and transcription.submitted.
 * Publishes: recording.prepared, transcription.submitted, transcript.created, job.failed.
 * Owns: the conversation with the speech provider; no database, but in the object store `uploads/` and `submissions/`.
 * Fails: a recording that is missing, unreadable or without speech, and a request the provider refuses, fail the job at
 * once; a provider that is away, after the retries; one that never finishes, after TRANSCRIPTION_TIMEOUT_MS.
 */
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { AssemblyAiSpeechToText } from './adapters/assemblyai-speech-to-text.js';
import { CheckTranscriptionHandler } from './check-transcription.handler.js';
import {
  SPEECH_TIMEOUT_MS,
  TRANSCRIPTION_TIMEOUT_MS,
  transcriptionFields,
  type TranscriptionConfig,
} from './config.js';
import { failJob } from './fail-job.js';
import { PrepareRecordingHandler } from './prepare-recording.handler.js';
import { SpeechToText } from './speech-to-text.js';
import { Submissions } from './submissions.js';
import { SubmitRecordingHandler } from './submit-recording.handler.js';

@Module({})
export class TranscriptionModule {
  static with(config: TranscriptionConfig, platform: Platform): DynamicModule {
    return {
      module: TranscriptionModule,
      imports: [PlatformModule.with(platform)],
      controllers: [PrepareRecordingHandler, SubmitRecordingHandler, CheckTranscriptionHandler],
      providers: [
        Submissions,
        {
          provide: SpeechToText,
          useValue: new AssemblyAiSpeechToText({
            apiKey: config.ASSEMBLYAI_API_KEY,
            baseUrl: config.ASSEMBLYAI_BASE_URL,
            speechModels: config.ASSEMBLYAI_SPEECH_MODELS,
            timeoutMs: config.SPEECH_TIMEOUT_MS,
            uploadTimeoutMs: config.UPLOAD_TIMEOUT_MS,
          }),
        },
        { provide: SPEECH_TIMEOUT_MS, useValue: config.SPEECH_TIMEOUT_MS },
        { provide: TRANSCRIPTION_TIMEOUT_MS, useValue: config.TRANSCRIPTION_TIMEOUT_MS },
      ],
    };
  }
}

export const transcriptionService: ServiceDefinition<typeof transcriptionFields> = {
  name: 'transcription',
  fields: transcriptionFields,
  module: (config, platform) => TranscriptionModule.with(config, platform),
  onGivenUp: failJob,
};
