/**
 * Consumes: job.submitted, job.cancelled, job.erased, and its own recording.prepared and transcription.submitted.
 * Publishes: recording.prepared, transcription.submitted, transcript.created, stage.failed.
 * Owns: the conversation with the speech provider; no database, but in the object store `uploads/`, `submissions/` and
 * `cancelled/transcription/`.
 * Fails: a recording that is missing, unreadable or without speech, and a request the provider refuses, fail the stage at
 * once; a provider that fails for this recording, after the retries; one that never finishes, after
 * TRANSCRIPTION_TIMEOUT_MS. A provider that fails for all is waited for (BREAKER_FAILURES).
 */
import { Breaker } from '@meeting-intelligence/breaker';
import { CancelJobHandler, Cancellations } from '@meeting-intelligence/cancellations';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { AssemblyAiSpeechToText } from './adapters/assemblyai-speech-to-text.js';
import { PausingSpeechToText } from './adapters/pausing-speech-to-text.js';
import { CheckTranscriptionHandler } from './check-transcription.handler.js';
import {
  SPEECH_TIMEOUT_MS,
  TRANSCRIPTION_TIMEOUT_MS,
  transcriptionFields,
  type TranscriptionConfig,
} from './config.js';
import { EraseJobHandler } from './erasing/erase-job.handler.js';
import { JobTraces } from './erasing/job-traces.js';
import { PrepareRecordingHandler } from './prepare-recording.handler.js';
import { reportFailedStage } from './report-failed-stage.js';
import { SpeechToText } from './speech-to-text.js';
import { Submissions } from './submissions.js';
import { SubmitRecordingHandler } from './submit-recording.handler.js';

@Module({})
export class TranscriptionModule {
  static with(config: TranscriptionConfig, platform: Platform): DynamicModule {
    return {
      module: TranscriptionModule,
      imports: [PlatformModule.with(platform)],
      controllers: [
        PrepareRecordingHandler,
        SubmitRecordingHandler,
        CheckTranscriptionHandler,
        CancelJobHandler,
        EraseJobHandler,
      ],
      providers: [
        Submissions,
        JobTraces,
        {
          provide: Cancellations,
          useValue: new Cancellations('transcription', platform.store, platform.logger),
        },
        { provide: SpeechToText, useValue: speechToText(config, platform) },
        { provide: SPEECH_TIMEOUT_MS, useValue: config.SPEECH_TIMEOUT_MS },
        { provide: TRANSCRIPTION_TIMEOUT_MS, useValue: config.TRANSCRIPTION_TIMEOUT_MS },
      ],
    };
  }
}

function speechToText(config: TranscriptionConfig, { logger }: Platform): SpeechToText {
  const provider = new AssemblyAiSpeechToText({
    apiKey: config.ASSEMBLYAI_API_KEY,
    baseUrl: config.ASSEMBLYAI_BASE_URL,
    speechModels: config.ASSEMBLYAI_SPEECH_MODELS,
    timeoutMs: config.SPEECH_TIMEOUT_MS,
    uploadTimeoutMs: config.UPLOAD_TIMEOUT_MS,
  });
  const breaker = new Breaker({
    provider: 'speech provider',
    failureCode: 'SPEECH_PROVIDER_UNAVAILABLE',
    pausedCode: 'SPEECH_PROVIDER_PAUSED',
    failures: config.BREAKER_FAILURES,
    pauseMs: config.BREAKER_PAUSE_MS,
    logger,
  });
  return new PausingSpeechToText(provider, breaker);
}

export const transcriptionService: ServiceDefinition<typeof transcriptionFields> = {
  name: 'transcription',
  fields: transcriptionFields,
  module: (config, platform) => TranscriptionModule.with(config, platform),
  onGivenUp: reportFailedStage,
};
