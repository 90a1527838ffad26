/** What became of a recording. */
import { z } from 'zod';
import { exampleMeeting } from '../examples.js';
import { publicMeeting } from '../meeting.js';
import { defineRoute } from './define-route.js';

const meetingId = z.object({ id: z.uuid().describe('`meeting_id` of the job') });

export const getMeeting = defineRoute({
  method: 'GET',
  path: '/v1/meetings/{id}',
  operationId: 'getMeeting',
  tag: 'Meetings',
  summary: 'Read the result',
  description:
    'Speakers, segments with the time of each word, summary, action items and decisions, each with the quote it rests on. ' +
    'It is readable as soon as the transcript is stored; `artifacts` is null until the analysis has arrived. An artifact ' +
    'that failed is empty and says why.',
  scope: 'jobs:read',
  params: meetingId,
  responses: {
    200: {
      description: 'The meeting',
      content: { 'application/json': { schema: publicMeeting, example: exampleMeeting } },
    },
  },
  errors: ['MEETING_NOT_FOUND', 'JOB_ERASED'],
});

export const transcriptFormat = z.enum(['json', 'txt', 'vtt', 'srt', 'md']);
export type TranscriptFormat = z.infer<typeof transcriptFormat>;

export const transcriptQuery = z.strictObject({
  format: transcriptFormat
    .optional()
    .describe('goes before the `Accept` header, which decides if it is left out; `json` if both are'),
  download: z
    .enum(['0', '1'])
    .optional()
    .describe('`1`: as a file to be saved, named after the title of the meeting'),
});

export const getTranscript = defineRoute({
  method: 'GET',
  path: '/v1/meetings/{id}/transcript',
  operationId: 'getTranscript',
  tag: 'Meetings',
  summary: 'Export the result',
  description:
    'As captions (WebVTT, SubRip: two lines of 42 characters at most, for up to seven seconds, never two at once), as plain ' +
    'text, as minutes in Markdown, or as the meeting itself in JSON. Readable as soon as the transcript is stored; minutes ' +
    'say so where the analysis is not there yet. In Markdown what people said is escaped.',
  scope: 'jobs:read',
  params: meetingId,
  query: transcriptQuery,
  headers: z.object({
    'If-None-Match': z.string().optional().describe('the `ETag` of an earlier answer'),
  }),
  responses: {
    200: {
      description: 'The export',
      content: {
        'application/json': { schema: publicMeeting, example: exampleMeeting },
        'text/plain': {
          description: 'a paragraph per turn',
          example: '[00:00:00] Robert: This is Robert.\n',
        },
        'text/vtt': {
          description: 'WebVTT, the speaker as a voice tag',
          example: 'WEBVTT\n\ns1-1\n00:00:00.500 --> 00:00:02.000\n<v Robert>This is Robert.\n',
        },
        'application/x-subrip': {
          description: 'SubRip',
          example: '1\n00:00:00,500 --> 00:00:02,000\nRobert: This is Robert.\n',
        },
        'text/markdown': {
          description: 'minutes, then the transcript',
          example: '# Weekly planning\n\n- Date: 2026-11-20 09:00 UTC\n- Duration: 00:00:04\n',
        },
      },
      headers: {
        ETag: 'changes with the export',
        Vary: '`Accept`',
        'Content-Disposition': '`attachment` and a name for the file; with `download=1` only',
      },
    },
    304: {
      description: 'The export that `If-None-Match` names is still the one',
      headers: { ETag: 'as it was', Vary: '`Accept`' },
    },
  },
  errors: ['MEETING_NOT_FOUND', 'JOB_ERASED', 'NOT_ACCEPTABLE'],
});
