import { expect, it } from 'vitest';
import { layOut } from './laid-out-summary.js';

const found = { summary: 'They met.', decisions: ['Paint it green'], tasks: [] };

it('is plain without a template, and where the template has no heading', () => {
  expect(layOut(found, undefined)).toBe('They met.');
  expect(layOut(found, 'Be brief.')).toBe('They met.');
});

it('puts what was found under the headings of the template', () => {
  const template = '# In short\r\none paragraph\r\nDecisions:\r\n- …\r\n## Next steps\r\n## Mood';

  expect(layOut(found, template)).toBe(
    [
      '# In short\nThey met.',
      'Decisions:\n- Paint it green',
      '## Next steps\nNothing was said.',
      '## Mood\nNothing was said.',
    ].join('\n\n'),
  );
});
