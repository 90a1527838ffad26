import { LanguageModel, type Completion, type Question } from '../language-model.js';

/** A model in memory, for tests: answers as it is told, by the name of the question. */
export class FakeLanguageModel extends LanguageModel {
  readonly asked: Question<unknown>[] = [];
  /** Name of a question → its next answers, the last for ever; an Error is thrown. */
  answers: Record<string, unknown[]> = {
    speaker_names: [{ speakers: [] }],
    meeting_summary: [{ summary: 'They met.', segment_ids: ['s1'] }],
    action_items: [{ action_items: [] }],
    decisions: [{ decisions: [] }],
  };

  async complete<Value>(question: Question<Value>): Promise<Completion<Value>> {
    question.signal.throwIfAborted();
    this.asked.push(question);
    const queue = this.answers[question.name] ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (answer instanceof Error) throw answer;
    return { value: question.schema.parse(answer), model: 'fake' };
  }

  timesAsked(name: string): number {
    return this.asked.filter((question) => question.name === name).length;
  }
}
