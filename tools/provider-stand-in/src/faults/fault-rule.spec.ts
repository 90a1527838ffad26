import { describe, expect, it } from 'vitest';
import { parseFaultRules } from './fault-rule.js';
import { FaultSwitches } from './fault-switches.js';

describe('fault rules', () => {
  it('reads endpoint, fault, value and number of times', () => {
    expect(
      parseFaultRules('submit:503*2; get:429=5*1; chat.decisions:wrong-schema; chat:slow=3000;'),
    ).toEqual({
      faults: [],
      rules: [
        { target: 'submit', fault: { kind: 'status', status: 503 }, times: 2 },
        { target: 'get', fault: { kind: 'status', status: 429, retryAfterS: 5 }, times: 1 },
        { target: 'chat.decisions', fault: { kind: 'wrong-schema' }, times: undefined },
        { target: 'chat', fault: { kind: 'slow', delayMs: 3000 }, times: undefined },
      ],
    });
  });

  it('names every mistake at once', () => {
    const { faults } = parseFaultRules(
      'submit; nowhere:500; get:explode; upload:refusal; chat:slow; list:429=soon; *:500*0',
    );
    expect(faults).toHaveLength(7);
  });

  it('applies the first matching rule as often as it says, then the next', () => {
    const switches = new FaultSwitches(parseFaultRules('submit:500*1; speech:hang*1; chat:cut').rules);
    expect(switches.take('submit')).toEqual({ kind: 'status', status: 500 });
    expect(switches.take('submit')).toEqual({ kind: 'hang' });
    expect(switches.take('submit')).toBeUndefined();
    expect(switches.take('chat.decisions')).toEqual({ kind: 'cut' });
    expect(switches.describe().map(({ left, applied }) => [left, applied])).toEqual([
      [0, 1],
      [0, 1],
      [null, 1],
    ]);
  });
});
