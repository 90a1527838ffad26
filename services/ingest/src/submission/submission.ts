/**
 * What a CMS may say about a recording, each field as the value it is. `POST /v1/jobs` takes them as JSON, or as the text
 * of a form (forms/job-form.ts). What is refused is refused with a pointer to it, and nothing is repeated of it.
 */
import {
  allAnalyses,
  analysisPart,
  type JobSubmitted,
  type MeetingDetails,
} from '@meeting-intelligence/contracts';
import { z } from 'zod';
import { faultOfObject } from './json-object.js';
import { isWebhookUrl } from './webhook-url.js';

export const text = z
  .string('expected text')
  .min(1, 'expected a value; leave the field out if there is none')
  .refine((value) => !value.includes('\0'), 'expected no NUL character')
  .refine((value) => value.isWellFormed() && !value.includes('\uFFFD'), 'expected valid UTF-8');

const prose = text.refine((value) => value.trim() !== '', 'expected more than white space');
const line = prose.refine((value) => !/\p{Cc}/u.test(value), 'expected one line without control characters');

/** Kept as it came: with the offset goes the day it was where the meeting took place. */
const recordedAt = text
  .max(40)
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

const speakersExpected = z
  .int('expected a whole number from 1 to 32')
  .min(1, 'expected a whole number from 1 to 32')
  .max(32, 'expected a whole number from 1 to 32');

/** As many as the speech provider takes in a phrase (its "Keyterms prompting" page). */
const mostWords = 6;
const term = line
  .max(50)
  .refine((value) => value.trim().split(/\s+/).length <= mostWords, `expected at most ${mostWords} words`);

/** A form has CRLF between its lines whatever was written into it (WHATWG HTML, multipart/form-data encoding). */
const template = prose.overwrite((value) => value.replaceAll('\r\n', '\n')).max(4_000);

const analysis = z.enum(analysisPart.options, `expected one of ${allAnalyses.join(', ')}`);

export const isSmallEnough = (json: string) => Buffer.byteLength(json) <= 16_384;
export const tooMuchMetadata = { error: 'expected at most 16 KiB', params: { tooLong: true } };
const metadata = z
  .unknown()
  .transform((value, context) => {
    const fault = faultOfObject(value);
    if (!fault) return value as Record<string, unknown>;
    context.addIssue({ code: 'custom', message: fault.detail, path: [...fault.path] });
    return z.NEVER;
  })
  .refine((value) => isSmallEnough(JSON.stringify(value)), tooMuchMetadata);

export const submissionFields = {
  title: prose.max(500).optional(),
  recorded_at: recordedAt.optional(),
  language: language.optional(),
  speakers_expected: speakersExpected.optional(),
  speaker_names: listOf(line.max(100), 32).optional(),
  vocabulary: listOf(term, 200).optional(),
  analyses: listOf(analysis, allAnalyses.length).optional(),
  summary_template: template.optional(),
  external_id: line.max(255).optional(),
  webhook_url: text
    .max(2_048)
    .refine(isWebhookUrl, 'expected an absolute http or https URL without user name, password or spaces')
    .optional(),
  webhook_secret: text
    .max(255)
    .regex(/^[\x21-\x7e]*$/, 'expected printable ASCII without spaces')
    .optional(),
  metadata: metadata.optional(),
};
export type Submission = z.output<z.ZodObject<typeof submissionFields>>;

type WebhookFields = Pick<Submission, 'webhook_url' | 'webhook_secret'>;
interface SecretFault {
  error: string;
  path: string[];
  when: () => boolean;
}

/** `z.object(…).refine(...secretNeedsUrl)` */
export const secretNeedsUrl: [(said: WebhookFields) => boolean, SecretFault] = [
  ({ webhook_url, webhook_secret }) => webhook_url !== undefined || webhook_secret === undefined,
  {
    error: 'expected together with webhook_url',
    path: ['webhook_secret'],
    // Also when other fields are at fault: a client hears of everything at once.
    when: () => true,
  },
];

export function meetingDetailsOf(said: Submission, submittedAt: Date): MeetingDetails {
  return {
    title: said.title ?? null,
    recordedAt: said.recorded_at ?? submittedAt.toISOString(),
    language: said.language ?? null,
    speakersExpected: said.speakers_expected ?? null,
    metadata: said.metadata ?? {},
    externalId: said.external_id ?? null,
    speakerNames: said.speaker_names ?? [],
    vocabulary: said.vocabulary ?? [],
    analyses: said.analyses ?? [...allAnalyses],
    summaryTemplate: said.summary_template ?? null,
  };
}

export function webhookOf({ webhook_url, webhook_secret }: Submission): JobSubmitted['data']['webhook'] {
  return webhook_url === undefined ? null : { url: webhook_url, secret: webhook_secret ?? null };
}

function listOf<Item extends z.ZodType<string>>(item: Item, most: number) {
  return z
    .array(item, 'expected a JSON array of texts')
    .max(most, `expected at most ${most} of them`)
    .superRefine((items: readonly string[], context) => {
      const seen = new Set<string>();
      const repeated = items.findIndex((value) => seen.size === seen.add(value).size);
      if (repeated < 0) return;
      context.addIssue({ code: 'custom', message: 'expected each of them once', path: [repeated] });
    });
}

/** PostgreSQL and Date both reach further; a meeting does not. */
function isPlausibleYear(value: string): boolean {
  const year = new Date(value).getUTCFullYear();
  return year >= 1900 && year <= 9999;
}
