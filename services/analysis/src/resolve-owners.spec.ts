import { expect, test } from 'vitest';
import { resolveOwners } from './resolve-owners.js';

const speakers = [
  { label: 'A', name: 'Robert Miller', confidence: 1 },
  { label: 'B', name: 'Laura', confidence: 1 },
  { label: 'C', name: null, confidence: 0 },
];

test.each([
  ['a label gets the name of its speaker', null, 'B', 'Laura', 'B'],
  ['a name gets the label of who is called so', 'laura', null, 'Laura', 'B'],
  ['a first name is enough', 'Robert', null, 'Robert Miller', 'A'],
  ['a family name tells more than the speaker is known by', 'Laura Smith', null, 'Laura', 'B'],
  ['another family name is somebody else', 'Robert Smith', null, 'Robert Smith', null],
  ['a speaker without a name stays a label', null, 'C', null, 'C'],
  ['somebody who is not there stays a name', 'Peter', null, 'Peter', null],
  ['nobody stays nobody', null, null, null, null],
])('%s', (_, owner, ownerLabel, expectedOwner, expectedLabel) => {
  expect(resolveOwners([item(owner, ownerLabel)], speakers)).toEqual([item(expectedOwner, expectedLabel)]);
});

test('does not choose between two of the same name', () => {
  const twoAnnas = [
    { label: 'A', name: 'Anna Smith', confidence: 1 },
    { label: 'B', name: 'Anna Jones', confidence: 1 },
  ];

  expect(resolveOwners([item('Anna', null)], twoAnnas)).toEqual([item('Anna', null)]);
});

function item(owner: string | null, ownerLabel: string | null) {
  return { task: 'write', owner, ownerLabel, dueText: null, dueDate: null, confidence: 1, evidence: [] };
}
