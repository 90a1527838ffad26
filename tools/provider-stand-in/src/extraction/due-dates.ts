import * as chrono from 'chrono-node';

export interface DueDate {
  /** As it was said, an exact part of the text: "by next Wednesday". */
  readonly text: string;
  /** `YYYY-MM-DD`; null when the meeting's date is not known. */
  readonly date: string | null;
}

interface Found {
  readonly index: number;
  readonly text: string;
  readonly date: Date;
}

const PREPOSITION =
  /(?:\b(?:by|before|until|till|on|no later than|not later than|due|in time for)(?: the)?\s+|\bthe\s+)+$/i;
const PERIOD_END =
  /\b(?:the )?(?:end|close) of (?:the |this )?(?<next>next )?(?<unit>day|business|week|month|quarter|year)\b|\b(?<short>eod|eow|eom|cob)\b/gi;
const WHOLE_PERIOD =
  /\b(?:sometime |later |some time )?(?<which>this|next) (?<unit>week|month|quarter|year)\b/gi;
/** Words that chrono takes for dates, but which in a meeting are mostly something else. */
const NO_DATE = /^(?:may|march|mar|sun|sat|mon|wed|fri|dec|now|second|a second|a minute|a moment|a sec)$/i;
/** "The minutes", "a day off", "two weeks": an amount of time is a day only after "in" or "within". */
const AMOUNT_OF_TIME =
  /^(?!(?:in|within|after|next|this)\s)(?:\S+\s)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/i;
const FRIDAY = 5;
const REFERENCE_WITHOUT_MEETING = '2000-01-03';

/** The deadline in a sentence, with relative days counted from the meeting's date. */
export function findDueDate(text: string, meetingDate: string | undefined): DueDate | undefined {
  const reference = atNoon(meetingDate ?? REFERENCE_WITHOUT_MEETING);
  const candidates = [...periods(text, reference), ...chronoDates(text, reference)];
  const withPreposition = candidates.map((found) => {
    const preposition = PREPOSITION.exec(text.slice(0, found.index))?.[0] ?? '';
    return { ...found, isDeadline: preposition !== '', text: preposition + found.text };
  });
  const due = withPreposition.findLast(({ isDeadline }) => isDeadline) ?? withPreposition.at(-1);
  if (!due) return undefined;
  return { text: due.text.trim(), date: meetingDate ? isoDate(due.date) : null };
}

/** "End of the week" and the like, which chrono-node misses. A working week ends on Friday. */
function periods(text: string, reference: Date): Found[] {
  const ends = [...text.matchAll(PERIOD_END)].map((match) => {
    const { next, unit, short } = match.groups ?? {};
    const period = short
      ? { eod: 'day', cob: 'day', eow: 'week', eom: 'month' }[short.toLowerCase()]!
      : unit!.toLowerCase();
    return { index: match.index, text: match[0], date: endOf(period, reference, next !== undefined) };
  });
  const whole = [...text.matchAll(WHOLE_PERIOD)]
    .filter(
      (match) => !ends.some((end) => match.index < end.index + end.text.length && match.index >= end.index),
    )
    .map((match) => {
      const { which, unit } = match.groups!;
      return {
        index: match.index,
        text: match[0],
        date: endOf(unit!.toLowerCase(), reference, which!.toLowerCase() === 'next'),
      };
    });
  return [...ends, ...whole].sort((a, b) => a.index - b.index);
}

function endOf(period: string, reference: Date, next: boolean): Date {
  const [year, month, step] = [reference.getFullYear(), reference.getMonth(), next ? 1 : 0];
  switch (period) {
    case 'week': {
      const toFriday = FRIDAY - reference.getDay();
      return addDays(reference, (toFriday < 0 ? toFriday + 7 : toFriday) + 7 * step);
    }
    case 'month':
      return new Date(year, month + 1 + step, 0, 12);
    case 'quarter':
      return new Date(year, (Math.floor(month / 3) + 1 + step) * 3, 0, 12);
    case 'year':
      return new Date(year + step, 11, 31, 12);
    default:
      return addDays(reference, step);
  }
}

function chronoDates(text: string, reference: Date): Found[] {
  return chrono
    .parse(text, reference, { forwardDate: true })
    .filter(
      (result) =>
        !NO_DATE.test(result.text) &&
        !AMOUNT_OF_TIME.test(result.text) &&
        !/\b(?:this|next) (?:week|month|quarter|year)\b/i.test(result.text),
    )
    .flatMap((result) => {
      const { start } = result;
      const saysDay = start.isCertain('day') || start.isCertain('weekday') || start.isCertain('month');
      const untilHour =
        start.isCertain('hour') && /\b(?:by|before|until)\s+$/i.test(text.slice(0, result.index));
      if (
        !saysDay &&
        !untilHour &&
        !/\b(?:today|tonight|tomorrow|afternoon|evening|morning)\b/i.test(result.text)
      )
        return [];
      let date = new Date(start.get('year')!, start.get('month')! - 1, start.get('day')!, 12);
      // "By Monday", said on a Monday, is a week away: for the same day people say "today".
      const onlyWeekday =
        start.isCertain('weekday') && !start.isCertain('day') && !/\bthis\b/i.test(result.text);
      if (onlyWeekday && isoDate(date) === isoDate(reference)) date = addDays(date, 7);
      return [{ index: result.index, text: result.text, date }];
    })
    .filter(({ date }) => isoDate(date) >= isoDate(reference));
}

function atNoon(isoDay: string): Date {
  const [year, month, day] = isoDay.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, day, 12);
}

const addDays = (date: Date, days: number): Date =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12);

function isoDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
