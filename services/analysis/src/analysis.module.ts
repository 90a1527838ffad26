/**
 * Consumes: transcript.created, job.cancelled, job.erased.
 * Publishes: analysis.completed.
 * Owns: prompts, their schemas, and what is held against the transcript before it is believed; no database, but in the
 * object store `analyses/` and `cancelled/analysis/`.
 * Fails: never the job. Each part fails alone and says so; it is tried again, with the parts that succeeded kept; when
 * nothing is left to try, the event comes without what is missing. A provider that fails for all is waited for
 * (BREAKER_FAILURES).
 */
import { Breaker } from '@meeting-intelligence/breaker';
import { CancelJobHandler, Cancellations } from '@meeting-intelligence/cancellations';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { OpenAiLanguageModel } from './adapters/openai-language-model.js';
import { PausingLanguageModel } from './adapters/pausing-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { ANALYSIS_MAX_CHARS, analysisFields, type AnalysisConfig } from './config.js';
import { EraseJobHandler } from './erase-job.handler.js';
import { KeptAnswers } from './kept-answers.js';
import { LanguageModel } from './language-model.js';
import { reportFailedAnalysis } from './report-failed-analysis.js';

@Module({})
export class AnalysisModule {
  static with(config: AnalysisConfig, platform: Platform): DynamicModule {
    return {
      module: AnalysisModule,
      imports: [PlatformModule.with(platform)],
      controllers: [AnalyseTranscriptHandler, CancelJobHandler, EraseJobHandler],
      providers: [
        KeptAnswers,
        {
          provide: Cancellations,
          useValue: new Cancellations('analysis', platform.store, platform.logger),
        },
        { provide: LanguageModel, useValue: languageModel(config, platform) },
        { provide: ANALYSIS_MAX_CHARS, useValue: config.ANALYSIS_MAX_CHARS },
      ],
    };
  }
}

function languageModel(config: AnalysisConfig, { logger }: Platform): LanguageModel {
  const provider = new OpenAiLanguageModel({
    apiKey: config.OPENAI_API_KEY,
    baseUrl: config.OPENAI_BASE_URL,
    model: config.OPENAI_MODEL,
    timeoutMs: config.LANGUAGE_TIMEOUT_MS,
  });
  const breaker = new Breaker({
    provider: 'language provider',
    failureCode: 'LANGUAGE_PROVIDER_UNAVAILABLE',
    pausedCode: 'LANGUAGE_PROVIDER_PAUSED',
    failures: config.BREAKER_FAILURES,
    pauseMs: config.BREAKER_PAUSE_MS,
    logger,
  });
  return new PausingLanguageModel(provider, breaker);
}

export const analysisService: ServiceDefinition<typeof analysisFields> = {
  name: 'analysis',
  fields: analysisFields,
  module: (config, platform) => AnalysisModule.with(config, platform),
  onGivenUp: reportFailedAnalysis,
};
