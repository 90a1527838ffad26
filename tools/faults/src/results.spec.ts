import { expect, test } from 'vitest';
import { pageOf } from './page.js';
import { mended, resultsOf, type KeptVerdict } from './results.js';

const versions = { rabbitMq: '4.0.5', postgresql: '15.18', node: '24.1.0' };
const names = ['kill/one', 'kill/two', 'kill/three'];

function verdict(scenario: string, passed: boolean, commit?: string): KeptVerdict {
  return {
    scenario,
    shows: '',
    passed,
    jobs: 6,
    seconds: 1,
    breaches: {},
    faults: [],
    ...(commit && { commit }),
  };
}

const kept = resultsOf(versions, 6, 100, [
  verdict('kill/one', true, 'aaa'),
  verdict('kill/gone', true, 'aaa'),
  verdict('kill/two', false, 'aaa'),
]);

test('a run of some scenarios replaces those, in the order of all, and leaves out what there is no more', () => {
  const again = resultsOf(versions, 6, 10, [
    verdict('kill/three', true, 'bbb'),
    verdict('kill/two', true, 'bbb'),
  ]);
  const { scenarios, passed, failed, seconds } = mended(kept, again, names);
  expect(scenarios.map(({ scenario, commit }) => `${scenario} ${commit}`)).toEqual([
    'kill/one aaa',
    'kill/two bbb',
    'kill/three bbb',
  ]);
  expect({ passed, failed, seconds }).toEqual({ passed: 3, failed: 0, seconds: 110 });
});

test('a whole run replaces all that was kept, and its time', () => {
  const whole = resultsOf(
    versions,
    12,
    50,
    names.map((name) => verdict(name, true, 'bbb')),
  );
  expect(mended(kept, whole, names)).toEqual(whole);
});

test('the page says which scenarios were run on another commit than most', () => {
  const again = resultsOf(versions, 6, 10, [verdict('kill/two', true, 'bbb')]);
  const page = pageOf([
    mended({ ...kept, scenarios: [...kept.scenarios, verdict('kill/three', true, 'aaa')] }, again, names),
  ]);
  expect(page).toContain('Some scenarios were run again later');
  expect(page).toContain('| `kill/one` |  | ✓ 1.0 |');
  expect(page).toContain('| `kill/two` |  | ✓ 1.0 (bbb) |');
});

test('the page of one run says nothing of commits beside its scenarios', () => {
  const page = pageOf([kept]);
  expect(page).not.toContain('run again');
  expect(page).toContain('| `kill/one` |  | ✓ 1.0 |');
});
