import type { JobSubmitted, MeetingDetails } from '@meeting-intelligence/contracts';
import { z } from 'zod';
import { jsonObject } from './json-object.js';

/** The fields of `POST /v1/jobs` beside the file, each as the text it arrives as. */
const text = z
  .string()
  .min(1, 'expected a value; leave the field out if there is none')
  .refine((value) => !value.includes('\0'), 'expected no NUL character')
  .refine((value) => value.isWellFormed() && !value.includes('\uFFFD'), 'expected valid UTF-8');

const title = text.max(500).refine((value) => value.trim() !== '', 'expected more than white space');

/** Kept as it came: with the offset goes the day it was where the meeting took place. */
const recordedAt = text
  .pipe(z.iso.datetime({ offset: true, error: 'expected RFC 3339, for example 2026-11-20T09:00:00Z' }))
  .refine(isPlausibleYear, 'expected a year from 1900 to 9999');

const language = text.max(35).transform((value, context) => {
  try {
    return Intl.getCanonicalLocales(value)[0]!;
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a BCP 47 language tag, for example en or en-US' });
    return z.NEVER;
  }
});

const speakersExpected = text
  .regex(/^([1-9]|[12]\d|3[0-2])$/, 'expected a whole number from 1 to 32')
  .transform(Number);

const webhookUrl = text
  .max(2_048)
  .refine(isWebhookUrl, 'expected an absolute http or https URL without user name, password or spaces');

const webhookSecret = text.max(255).regex(/^[\x21-\x7e]*$/, 'expected printable ASCII without spaces');

const metadata = text
  .refine((value) => Buffer.byteLength(value) <= 16_384, {
    error: 'expected at most 16 KiB',
    params: { tooLong: true },
  })
  .transform((value, context) => {
    const result = jsonObject(value);
    if ('object' in result) return result.object;
    const { path, detail } = result.fault;
    context.addIssue({ code: 'custom', message: detail, path: [...path] });
    return z.NEVER;
  });

export const jobForm = z
  .object({
    title: title.optional(),
    recorded_at: recordedAt.optional(),
    language: language.optional(),
    speakers_expected: speakersExpected.optional(),
    webhook_url: webhookUrl.optional(),
    webhook_secret: webhookSecret.optional(),
    metadata: metadata.optional(),
  })
  .refine((form) => form.webhook_url !== undefined || form.webhook_secret === undefined, {
    error: 'expected together with webhook_url',
    path: ['webhook_secret'],
    // Also when other fields are at fault: a client hears of everything at once.
    when: () => true,
  });
export type JobForm = z.output<typeof jobForm>;

export function meetingDetailsOf(form: JobForm, uploadedAt: Date): MeetingDetails {
  return {
    title: form.title ?? null,
    recordedAt: form.recorded_at ?? uploadedAt.toISOString(),
    language: form.language ?? null,
    speakersExpected: form.speakers_expected ?? null,
    metadata: form.metadata ?? {},
  };
}

export function webhookOf(form: JobForm): JobSubmitted['data']['webhook'] {
  return form.webhook_url === undefined
    ? null
    : { url: form.webhook_url, secret: form.webhook_secret ?? null };
}

/** PostgreSQL and Date both reach further; a meeting does not. */
function isPlausibleYear(value: string): boolean {
  const year = new Date(value).getUTCFullYear();
  return year >= 1900 && year <= 9999;
}

/** WHATWG parsing drops tabs and line breaks without a word, so they are looked for in the text itself. */
function isWebhookUrl(value: string): boolean {
  if (/[\s\p{Cc}]/u.test(value) || !/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && !/^https?:\/\/[^/?#]*@/i.test(value);
}
