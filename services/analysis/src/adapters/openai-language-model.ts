import { AppError } from '@meeting-intelligence/errors';
import { inSpan, recordCall, type CallDetails } from '@meeting-intelligence/telemetry';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { cleanText } from '../clean-text.js';
import { LanguageModel, type Completion, type Question } from '../language-model.js';
import { NonsenseAnswer, openAiFailure } from './openai-failure.js';
import { patientFetch } from './patient-fetch.js';

export interface OpenAiSettings {
  readonly apiKey: string;
  /** With its version: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly timeoutMs: number;
}

/** Answers that do not fit their schema are asked for once more; the SDK only repeats what failed on the way. */
const answersAskedFor = 2;

/** OpenAI, or any server that speaks its chat API with structured outputs. */
export class OpenAiLanguageModel extends LanguageModel {
  private readonly client: OpenAI;

  constructor(private readonly settings: OpenAiSettings) {
    super();
    this.client = new OpenAI({
      apiKey: settings.apiKey,
      baseURL: settings.baseUrl,
      timeout: settings.timeoutMs,
      maxRetries: 1,
      fetch: patientFetch(settings.timeoutMs),
      // Otherwise read from the environment behind our back, and written to the console.
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  async complete<Value>(question: Question<Value>): Promise<Completion<Value>> {
    for (let asked = 1; ; asked += 1) {
      try {
        const made = { provider: 'openai', operation: question.name, isPaid: true };
        return await inSpan(`analysis.${question.name}`, { kind: 'CLIENT' }, () =>
          recordCall(made, (learn) => this.ask(question, learn)),
        );
      } catch (error) {
        if (!(error instanceof NonsenseAnswer) || asked === answersAskedFor) throw error;
      }
    }
  }

  private async ask<Value>(
    question: Question<Value>,
    learn: (details: CallDetails) => void,
  ): Promise<Completion<Value>> {
    try {
      return await this.answerTo(question, learn);
    } catch (error) {
      // Inside the span: what the SDK throws may quote the answer, and must not get into a trace.
      throw question.signal.aborted ? question.signal.reason : openAiFailure(error);
    }
  }

  private async answerTo<Value>(
    { name, schema, system, user, signal }: Question<Value>,
    learn: (details: CallDetails) => void,
  ): Promise<Completion<Value>> {
    const completion = await this.client.chat.completions.parse(
      {
        model: this.settings.model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        response_format: zodResponseFormat(schema, name),
      },
      { signal },
    );
    // Before the answer is judged: one that is not believed was paid for too.
    const model = cleanText(completion.model, 100) ?? this.settings.model;
    learn({ model, ...tokensOf(completion.usage) });
    const message = completion.choices[0]?.message;
    if (message?.refusal)
      throw new AppError('LANGUAGE_MODEL_REFUSED', 'the language model refused to answer');
    // `parsed` is what the SDK made of the answer; the schema decides what we believe.
    return { value: schema.parse(message?.parsed), model };
  }
}

/** What an answer says that it took: of a server that says nothing, or nonsense, nothing. */
function tokensOf(usage: OpenAI.CompletionUsage | undefined): CallDetails {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage ?? {};
  const isCount = (tokens: unknown) => Number.isSafeInteger(tokens) && Number(tokens) >= 0;
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : {};
}
