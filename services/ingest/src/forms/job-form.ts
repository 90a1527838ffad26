/** The fields of `POST /v1/jobs` beside the file, each as the text it arrives as. */
import { z } from 'zod';
import {
  isSmallEnough,
  secretNeedsUrl,
  submissionFields,
  text,
  tooMuchMetadata,
} from '../submission/submission.js';

const wholeNumber = text
  .regex(/^([1-9]|[12]\d|3[0-2])$/, 'expected a whole number from 1 to 32')
  .transform(Number);

/** Empty text is an empty list: the one field that may be. */
const withCommas = z
  .string()
  .transform((value): unknown => (value.trim() === '' ? [] : value.split(',').map((item) => item.trim())));

function json(expected: string, from = text) {
  return from.transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${expected}, got text that is not JSON` });
      return z.NEVER;
    }
  });
}

export const jobForm = z
  .object({
    ...submissionFields,
    speakers_expected: wholeNumber.pipe(submissionFields.speakers_expected.unwrap()).optional(),
    speaker_names: json('a JSON array of texts').pipe(submissionFields.speaker_names.unwrap()).optional(),
    vocabulary: json('a JSON array of texts').pipe(submissionFields.vocabulary.unwrap()).optional(),
    analyses: withCommas.pipe(submissionFields.analyses.unwrap()).optional(),
    metadata: json('a JSON object', text.refine(isSmallEnough, tooMuchMetadata))
      .pipe(submissionFields.metadata.unwrap())
      .optional(),
  })
  .refine(...secretNeedsUrl);
