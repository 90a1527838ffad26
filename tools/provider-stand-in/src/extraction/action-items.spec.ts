import { describe, expect, it } from 'vitest';
import { spoken } from '../testing/spoken.js';
import { findActionItems } from './action-items.js';
import { Participants } from './participants.js';
import { toSentences } from './sentences.js';
import { nameSpeakers } from './speaker-names.js';

const FRIDAY = '2026-11-20';

function itemsIn(...lines: string[]): { task: string; owner: string | null; due: string | null }[] {
  const segments = spoken(...lines);
  const sentences = toSentences(segments);
  const found = findActionItems(sentences, new Participants(nameSpeakers(segments, sentences)), FRIDAY);
  for (const { evidence } of found) {
    for (const { segmentId, quote } of evidence) {
      expect(segments.find(({ id }) => id === segmentId)?.text).toContain(quote);
    }
  }
  return found.map(({ task, owner, due }) => ({
    task,
    owner: owner?.name ?? owner?.label ?? null,
    due: due?.date ?? null,
  }));
}

describe('action items', () => {
  it("takes a speaker's promise, with the day that was named", () => {
    expect(itemsIn('A: This is Nadia from sales.', "A: I'll call the supplier on Tuesday.")).toEqual([
      { task: 'Call the supplier', owner: 'Nadia', due: '2026-11-24' },
    ]);
  });

  it('understands speech without capitals and punctuation', () => {
    expect(itemsIn('A: this is nadia from sales', 'A: i will call the supplier on tuesday')).toEqual([
      { task: 'Call the supplier', owner: 'Nadia', due: '2026-11-24' },
    ]);
  });

  it('makes one item of a request and its acceptance', () => {
    const lines = [
      "A: I'm Omar.",
      "B: I'm Julia.",
      'A: Julia, could you book the venue by Thursday?',
      "B: Sure, I'll take care of that.",
    ];
    expect(itemsIn(...lines)).toEqual([{ task: 'Book the venue', owner: 'Julia', due: '2026-11-26' }]);
  });

  it('makes one item of a question, a request and an acceptance', () => {
    const lines = [
      'A: Who will order the laptops?',
      'B: Kevin, can you order the laptops before the end of the month?',
      'C: Will do.',
    ];
    expect(itemsIn(...lines)).toEqual([{ task: 'Order the laptops', owner: 'Kevin', due: '2026-11-30' }]);
  });

  it('gives a request without a name to whoever accepts it', () => {
    expect(itemsIn('B: My name is Ines.', 'A: Can you update the wiki page?', 'B: Yes, no problem.')).toEqual(
      [{ task: 'Update the wiki page', owner: 'Ines', due: null }],
    );
  });

  it('adds the day that only the acceptance names', () => {
    expect(itemsIn('A: Please review the contract.', "B: I'll do it by Wednesday.")).toEqual([
      { task: 'Review the contract', owner: 'B', due: '2026-11-25' },
    ]);
  });

  it.each(["That's on me.", 'Leave it to me.', "I'll take that one.", "I'm on it."])(
    'lets "%s" take on an open task',
    (answer) => {
      expect(itemsIn('A: Someone needs to renew the certificate.', `B: ${answer}`)).toEqual([
        { task: 'Renew the certificate', owner: 'B', due: null },
      ]);
    },
  );

  it('takes a task given to a named person who is not speaking', () => {
    expect(itemsIn('A: Hannah will prepare the slides for Monday.')).toEqual([
      { task: 'Prepare the slides', owner: 'Hannah', due: '2026-11-23' },
    ]);
  });

  it('finds two tasks in one sentence', () => {
    expect(itemsIn('A: I will draft the invitation and Hannah will print the badges.')).toEqual([
      { task: 'Draft the invitation', owner: 'A', due: null },
      { task: 'Print the badges', owner: 'Hannah', due: null },
    ]);
  });

  it('snaps a misheard name to the person who introduced herself, and trusts it less', () => {
    const segments = spoken('B: This is Laura from engineering.', 'A: Lauren, please check the backups.');
    const sentences = toSentences(segments);
    const [item] = findActionItems(sentences, new Participants(nameSpeakers(segments, sentences)), FRIDAY);
    expect(item?.owner).toEqual({ name: 'Laura', label: 'B', isGuess: true });
    expect(item?.confidence).toBeLessThan(0.5);
  });

  it('takes contacting somebody for a task, and "this report" for more than "it"', () => {
    expect(
      itemsIn('A: Someone has to talk to legal about the licence.', 'B: I can do that tomorrow.'),
    ).toEqual([{ task: 'Talk to legal about the licence', owner: 'B', due: '2026-11-21' }]);
    expect(itemsIn('A: Could you let the customers know?', 'B: Will do.')).toEqual([
      { task: 'Let the customers know', owner: 'B', due: null },
    ]);
    expect(itemsIn("A: I'll take care of this report.")).toEqual([
      { task: 'Take care of this report', owner: 'A', due: null },
    ]);
    expect(itemsIn('A: The invoice is overdue.', "B: I'll chase them on Monday.")).toEqual([
      { task: 'Chase them', owner: 'B', due: '2026-11-23' },
    ]);
    expect(itemsIn('A: The weather is fine.', "B: I'll do that tomorrow.")).toEqual([]);
  });

  it('joins a name and a request that a pause has separated', () => {
    expect(itemsIn("B: I'm Julia.", 'A: Julia.', 'A: Please prepare the agenda.')).toEqual([
      { task: 'Prepare the agenda', owner: 'Julia', due: null },
    ]);
  });

  it('drops the owner of a request that is turned down', () => {
    expect(itemsIn("B: I'm Julia.", 'A: Julia, can you write the minutes?', "B: Sorry, I can't.")).toEqual([
      { task: 'Write the minutes', owner: null, due: null },
    ]);
  });

  it.each([
    ['a condition', "A: If the build fails, I'll roll back the release."],
    ['a condition before a pause', 'A: If the build fails.'],
    ['presence', 'A: Will you be there?'],
    ['presence, promised', "A: I'll be there on Monday."],
    ['courtesy', 'A: Can you hear me? Could you repeat that, please?'],
    ['an open question', 'A: Who will write the minutes?'],
    ['a wish', 'A: We should think about the colours.'],
    ['a reported promise', 'A: He said he thought I will send the invoice.'],
    ['a refusal', 'A: I will not sign the contract.'],
    ['a fact', 'A: The tests are not finished yet. We need one more week for the tests.'],
    ['talk about talking', "A: Let us talk about the budget. I'll start. Let me explain the numbers."],
    ['an agreement', 'A: That sounds good to me.'],
    ['a question about method', 'A: How can you measure the load? What would you change?'],
    ['the past', 'A: I sent the report yesterday and Hannah fixed the printer.'],
    ['blame', "A: The demo crashed. That's on me."],
  ])('finds nothing to do in %s', (_what, line) => {
    expect(itemsIn(line)).toEqual([]);
  });

  it('does not take a promise that depends on the sentence before it', () => {
    expect(itemsIn('A: If it fails again.', "A: I'll restore the old version.")).toEqual([]);
  });
});
