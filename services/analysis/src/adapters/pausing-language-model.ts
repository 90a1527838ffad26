import type { Breaker } from '@meeting-intelligence/breaker';
import { LanguageModel, type Completion, type Question } from '../language-model.js';

/** A provider that is left alone while it is away: throws LANGUAGE_PROVIDER_PAUSED then, without asking. */
export class PausingLanguageModel extends LanguageModel {
  constructor(
    private readonly provider: LanguageModel,
    private readonly breaker: Breaker,
  ) {
    super();
  }

  complete<Value>(question: Question<Value>): Promise<Completion<Value>> {
    return this.breaker.run(() => this.provider.complete(question));
  }
}
