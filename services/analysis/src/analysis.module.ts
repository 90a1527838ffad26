/**
 * Consumes: transcript.created.
 * Publishes: analysis.completed.
 * Owns: prompts, their schemas, and what is held against the transcript before it is believed; no database.
 * Fails: never the job. Each part fails alone and says so; a provider that is away is tried again, with the parts that
 * succeeded kept; when nothing is left to try, the event comes without what is missing.
 */
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { OpenAiLanguageModel } from './adapters/openai-language-model.js';
import { AnalyseTranscriptHandler } from './analyse-transcript.handler.js';
import { ANALYSIS_MAX_CHARS, analysisFields, type AnalysisConfig } from './config.js';
import { LanguageModel } from './language-model.js';
import { reportFailedAnalysis } from './report-failed-analysis.js';

@Module({})
export class AnalysisModule {
  static with(config: AnalysisConfig, platform: Platform): DynamicModule {
    return {
      module: AnalysisModule,
      imports: [PlatformModule.with(platform)],
      controllers: [AnalyseTranscriptHandler],
      providers: [
        {
          provide: LanguageModel,
          useValue: new OpenAiLanguageModel({
            apiKey: config.OPENAI_API_KEY,
            baseUrl: config.OPENAI_BASE_URL,
            model: config.OPENAI_MODEL,
            timeoutMs: config.LANGUAGE_TIMEOUT_MS,
          }),
        },
        { provide: ANALYSIS_MAX_CHARS, useValue: config.ANALYSIS_MAX_CHARS },
      ],
    };
  }
}

export const analysisService: ServiceDefinition<typeof analysisFields> = {
  name: 'analysis',
  fields: analysisFields,
  module: (config, platform) => AnalysisModule.with(config, platform),
  onGivenUp: reportFailedAnalysis,
};
