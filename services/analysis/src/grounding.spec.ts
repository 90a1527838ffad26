import { expect, test } from 'vitest';
import { planning, transcriptOf } from '../test/meetings.js';
import { Grounding } from './grounding.js';

const grounding = new Grounding(planning);

test.each([
  ['as it stands', 'I will write the report'],
  ['in another case', 'i WILL write THE report'],
  ['with other spaces', ' I  will\nwrite the   report '],
  ['with marks around it', '“I will write the report…”'],
])('finds a quote %s, and gives it as it stands', (_, quote) => {
  expect(grounding.evidence([{ segment_id: 's4', quote }])).toEqual([
    { segmentId: 's4', quote: 'I will write the report' },
  ]);
});

test.each([
  ['s3', 'I will write the report', 'of another segment'],
  ['s99', 'I will write the report', 'of a segment that is not there'],
  ['s4', 'I will write a novel', 'nobody said'],
  ['s4', '', 'without words'],
  ['s4', '…', 'of marks alone'],
  ['s4', '.*', 'that is a pattern'],
])('drops the quote %s %j %s', (segment_id, quote) => {
  expect(grounding.evidence([{ segment_id, quote }])).toEqual([]);
});

test('takes every character of a quote as it is', () => {
  const odd = new Grounding(
    transcriptOf(['A', 'Is it 5*3 (or [x-y] / {z})? It costs $5 \\ hour + tax^2 | no.']),
  );

  expect(
    odd.evidence([{ segment_id: 's1', quote: '5*3 (or [x-y] / {z})? it costs $5 \\ hour + TAX^2 |' }]),
  ).toHaveLength(1);
});

test('gives the same evidence once, and a long quote cut', () => {
  const long = new Grounding(transcriptOf(['A', 'word '.repeat(500)]));
  const claim = { segment_id: 's4', quote: 'by Friday' };

  expect(grounding.evidence([claim, { ...claim, quote: 'BY FRIDAY' }])).toHaveLength(1);
  expect(long.evidence([{ segment_id: 's1', quote: 'word '.repeat(400) }])[0]?.quote).toBe(
    'word '.repeat(100).trim(),
  );
});

test('cuts a long quote between two characters', () => {
  const text = `${'x'.repeat(499)}😀 and more`;
  const long = new Grounding(transcriptOf(['A', text]));

  expect(long.evidence([{ segment_id: 's1', quote: text }])[0]?.quote).toBe('x'.repeat(499));
});

test('knows labels whatever their case, and no others', () => {
  expect([grounding.label('a'), grounding.label(' B '), grounding.label('C'), grounding.label(null)]).toEqual(
    ['A', 'B', null, null],
  );
});

test('knows whole words that were said', () => {
  expect(grounding.wasSaid('laura')).toBe(true);
  expect(grounding.wasSaid('Rob')).toBe(false);
  expect(grounding.wasSaid('')).toBe(false);
});
