import { describe, expect, it } from 'vitest';
import { findDueDate } from './due-dates.js';

const FRIDAY = '2026-11-20';
const MONDAY = '2026-11-16';

describe('due dates', () => {
  it.each([
    ['send it tomorrow', 'tomorrow', '2026-11-21'],
    ['fix it by Tuesday', 'by Tuesday', '2026-11-24'],
    ['do it by end of day', 'by end of day', '2026-11-20'],
    ['do it by eod', 'by eod', '2026-11-20'],
    ['finish by the end of the week', 'by the end of the week', '2026-11-20'],
    ['write it before the end of the month', 'before the end of the month', '2026-11-30'],
    ['by the end of next month', 'by the end of next month', '2026-12-31'],
    ['by the end of the quarter', 'by the end of the quarter', '2026-12-31'],
    ['ship it next week', 'next week', '2026-11-27'],
    ['update it this afternoon', 'this afternoon', '2026-11-20'],
    ['prepare it by next wednesday', 'by next wednesday', '2026-11-25'],
    ['pay it on the first of December', 'on the first of December', '2026-12-01'],
    ['pay it by 3 December', 'by 3 December', '2026-12-03'],
    ['in two weeks', 'in two weeks', '2026-12-04'],
  ])('reads "%s"', (text, due, date) => {
    expect(findDueDate(text, FRIDAY)).toEqual({ text: due, date });
  });

  it('takes Monday, said on a Monday, for the next one', () => {
    expect(findDueDate('send it by Monday', MONDAY)?.date).toBe('2026-11-23');
    expect(findDueDate('send it today', MONDAY)?.date).toBe('2026-11-16');
  });

  it('prefers the deadline to other days in the sentence', () => {
    expect(findDueDate('send the notes of today to Hannah by Wednesday', FRIDAY)?.date).toBe('2026-11-25');
  });

  it('knows the words but not the day when the date of the meeting is unknown', () => {
    expect(findDueDate('send it tomorrow', undefined)).toEqual({ text: 'tomorrow', date: null });
  });

  it.each([
    'I may call them',
    'they sat in the sun',
    'give me a minute',
    'the page was slow last week',
    'march on',
    'write the minutes',
    'take a day off',
  ])('finds no day in "%s"', (text) => expect(findDueDate(text, FRIDAY)).toBeUndefined());
});
