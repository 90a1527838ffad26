import { LanguageModel, type Completion, type Question } from './language-model.js';

/** No failure: nobody wants the answer any more. */
export class JobWasCancelled extends Error {
  constructor() {
    super('the job was cancelled');
  }
}

/** The model for one job: looks whether the job was cancelled, or erased, before every question, as each costs money. */
export class StoppableModel extends LanguageModel {
  constructor(
    private readonly model: LanguageModel,
    private readonly isUnwanted: () => Promise<boolean>,
  ) {
    super();
  }

  /** @throws JobWasCancelled; what the model and the object store throw */
  async complete<Value>(question: Question<Value>): Promise<Completion<Value>> {
    if (await this.isUnwanted()) throw new JobWasCancelled();
    return this.model.complete(question);
  }
}
