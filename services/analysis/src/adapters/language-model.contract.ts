import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { planning, textOf } from '../../test/meetings.js';
import type { LanguageModel } from '../language-model.js';
import { findActionItems } from '../parts/action-items.js';
import { findDecisions } from '../parts/decisions.js';
import { findSpeakerNames } from '../parts/speaker-names.js';
import { summarise } from '../parts/summary.js';

/** What every language model has to do; run on the fake and on the real adapter. */
export function languageModelContract(name: string, model: () => LanguageModel): void {
  const { signal } = new AbortController();

  describe(name, () => {
    test.each([
      ['speaker names', findSpeakerNames],
      ['a summary', summarise],
      ['action items', findActionItems],
      ['decisions', findDecisions],
    ])('answers the question for %s in its shape, and says which model it is', async (_, part) => {
      const { value, model: answeredBy } = await part(textOf(planning), model(), signal);

      expect(value).not.toBeNull();
      expect(answeredBy).not.toBe('');
    });

    test('ends with its signal', async () => {
      const aborted = AbortSignal.abort(new Error('the process is stopping'));
      const question = {
        name: 'meeting_summary',
        schema: z.object({ summary: z.string() }),
        system: '',
        user: '',
      };

      await expect(model().complete({ ...question, signal: aborted })).rejects.toThrow(
        'the process is stopping',
      );
    });
  });
}
